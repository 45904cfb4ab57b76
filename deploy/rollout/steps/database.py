"""Steps on the database: back it up, and bring it to a release's schema by compatible changes."""

from dataclasses import dataclass

from deploy.errors import ToolMissing
from deploy.model.history import schema_data
from deploy.model.plan import Seen
from deploy.model.release import Release
from deploy.model.row import Kind
from deploy.rollout.ports import Database
from deploy.rollout.steps.ground import Grounded


@dataclass(frozen=True, slots=True)
class BackUp:
    """Make a proved backup under a name; the same name twice is one backup."""

    backup: str

    @property
    def name(self) -> str:
        """The step in an operator's words."""
        return f"back up the database as {self.backup}"

    def act(self, world: Grounded) -> None:
        """Make the backup."""
        _database(world).back_up(self.backup)

    def observe(self, world: Grounded) -> Seen:
        """What the backup holds; making it again under its name only looks."""
        return Seen(is_so=True, text=_database(world).back_up(self.backup))


@dataclass(frozen=True, slots=True)
class Migrate:
    """Expand the schema; the release that is live can live with it."""

    release: Release

    @property
    def name(self) -> str:
        """The step in an operator's words."""
        return f"migrate the database to {self.release.schema.revision}"

    def act(self, world: Grounded) -> None:
        """Bring it there and write down that it is so."""
        reached = _database(world).expand(self.release)
        world.ground.record(Kind.SCHEMA, self.name, schema_data(reached))

    def observe(self, world: Grounded) -> Seen:
        """Whether the release can run on what the database is at now."""
        now = _database(world).look()
        return Seen(self.release.runs_on(now), f"the database is at {now.revision}")


@dataclass(frozen=True, slots=True)
class NoteSchema:
    """Write down where the database stands, when a run died between the migration and its row."""

    @property
    def name(self) -> str:
        """The step in an operator's words."""
        return "record where the database stands"

    def act(self, world: Grounded) -> None:
        """Look, and write it down."""
        world.ground.record(Kind.SCHEMA, self.name, schema_data(_database(world).look()))

    def observe(self, world: Grounded) -> Seen:
        """The ledger took the row under our lease, or `act` had raised."""
        return Seen(is_so=True, text=f"the database is at {_database(world).look().revision}")


def _database(world: Grounded) -> Database:
    if world.ground.database is None:
        raise ToolMissing(
            "database-not-there",
            what="this system has no database here",
            why="its settings name none",
            do="add a table [database] to the system's app.toml",
        )
    return world.ground.database
