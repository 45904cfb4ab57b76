"""Empties moto's records."""

from moto.core.base_backend import BackendDict
from moto.core.model_instances import reset_model_data


def reset_records() -> None:
    """Forget every record of every service, account and region; the caller holds the lock."""
    BackendDict.reset()
    reset_model_data()
