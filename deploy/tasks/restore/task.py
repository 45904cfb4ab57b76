"""The face of `restore`."""

from typing import TYPE_CHECKING

from deploy.tasks.face import ACTS, face
from deploy.tasks.later import comes_later

if TYPE_CHECKING:
    from deploy.errors import ExitCode
    from deploy.tasks.visit import Visit


@face(ACTS, backup="name of the backup; inv db.backups lists them")
def restore(visit: "Visit", backup: str = "") -> "ExitCode":
    """Restore a backup beside the live database."""
    from deploy.model.names import Grammar
    from deploy.tasks.asked import checked_name

    visit.settings()
    if backup:
        checked_name(Grammar.TAG, backup, "--backup")
    comes_later("restore", "backups and databases")
