"""Secrets Manager: after AWSCURRENT was moved, a plain read gives the version it was moved to."""

from collections.abc import Callable
from typing import Any

from moto.secretsmanager.models import SecretsManagerBackend

from rehearsal.control.patching import Need, patch
from rehearsal.control.plane import ControlPlane

NEEDS = (
    Need(
        "moto.secretsmanager.models",
        "SecretsManagerBackend.update_secret_version_stage",
        ("self", "secret_id", "version_stage", "remove_from_version_id", "move_to_version_id"),
    ),
    Need("moto.secretsmanager.models", "FakeSecret.set_default_version_id", ("self", "version_id")),
)


def install(_: ControlPlane) -> None:
    """Put the reading of moved secrets right."""
    patch(SecretsManagerBackend, "update_secret_version_stage", _following)


def _following(original: Callable[..., Any]) -> Callable[..., Any]:
    def update_secret_version_stage(
        self: SecretsManagerBackend,
        secret_id: str,
        **stages: str,
    ) -> tuple[str, str]:
        result: tuple[str, str] = original(self, secret_id, **stages)
        secret: Any = self.secrets[secret_id]
        for version, content in secret.versions.items():
            if "AWSCURRENT" in content["version_stages"]:
                secret.set_default_version_id(version)
        return result

    return update_secret_version_stage
