"""The faces of `db.*`."""

from typing import TYPE_CHECKING

from deploy.tasks.face import ACTS, LOOKS, face
from deploy.tasks.later import comes_later

if TYPE_CHECKING:
    from deploy.errors import ExitCode
    from deploy.tasks.visit import Visit


@face(LOOKS)
def backups(visit: "Visit") -> "ExitCode":
    """List backups, and which were proved."""
    visit.settings()
    comes_later("db.backups", "backups and databases")


@face(ACTS)
def prove(visit: "Visit") -> "ExitCode":
    """Restore the newest backup aside, and count."""
    visit.settings()
    comes_later("db.prove", "backups and databases")
