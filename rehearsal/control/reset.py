"""Empties moto's records."""

from moto.core.base_backend import BackendDict
from moto.core.model_instances import reset_model_data


def reset_records() -> None:
    """Forget every record of every service, account and region; the caller holds the lock."""
    BackendDict.reset()
    reset_model_data()


def forget_instances() -> None:
    """Let go of what moto keeps of every object it ever made, for a dashboard that nobody opens here.

    The records themselves are elsewhere; without this each answer about a target's health stays in memory.
    """
    reset_model_data()
