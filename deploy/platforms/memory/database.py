"""The database of the memory platform: a revision, and names of backups."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from deploy.model.release import Release, Schema
from deploy.platforms.memory.cell import Cell


@dataclass(frozen=True)
class MemoryDatabase:
    """A database that is always there."""

    cell: Cell
    guard: Callable[[], None]

    def look(self) -> Schema:
        """The revision that the database is at."""
        return self.cell.read().schema

    def migration_runs(self) -> bool:
        """Nothing outlives its caller here."""
        return False

    def expand(self, release: Release) -> Schema:
        """Bring the database to the release's revision; going back is not a thing."""
        if release.schema.is_beyond(self.look()):
            self.guard()
            self.cell.change(lambda state: replace(state, schema=release.schema.over(state.schema)))
        return self.look()

    def back_up(self, name: str) -> str:
        """Keep the name and the revision; the same name twice is one backup, of the first time."""
        held = dict(self.cell.read().backups).get(name)
        if held is None:
            self.guard()
            held = self.look().revision
            kept = (name, held)
            self.cell.change(lambda state: replace(state, backups=(*state.backups, kept)))
        return f"backup {name} holds schema {held}"
