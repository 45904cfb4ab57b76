"""The faces of `secrets.*`."""

from typing import TYPE_CHECKING

from deploy.tasks.face import ACTS, LOOKS, face
from deploy.tasks.later import comes_later

if TYPE_CHECKING:
    from deploy.errors import ExitCode
    from deploy.tasks.visit import Visit


@face(LOOKS)
def list_(visit: "Visit") -> "ExitCode":
    """Names and versions of secrets, never values."""
    visit.settings()
    comes_later("secrets.list", "secrets")


@face(ACTS)
def put(visit: "Visit") -> "ExitCode":
    """Store a secret that is read from stdin."""
    visit.settings()
    comes_later("secrets.put", "secrets")
