"""The closed list of steps of a rollout; each names components and releases, never handles."""

from deploy.rollout.steps.candidate import Prepare, Retire, Verify
from deploy.rollout.steps.database import BackUp, Migrate, NoteSchema
from deploy.rollout.steps.notes import Note
from deploy.rollout.steps.traffic import Confirm, Revert, Shift, Watch

__all__ = [
    "BackUp",
    "Confirm",
    "Migrate",
    "Note",
    "NoteSchema",
    "Prepare",
    "Retire",
    "Revert",
    "Shift",
    "Verify",
    "Watch",
]
