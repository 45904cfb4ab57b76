"""Which release a task is about: the ledger's record of it, else what was pushed under that name."""

from deploy.bootstrap import World
from deploy.errors import Refused, UsageError
from deploy.model.history import History
from deploy.model.names import Grammar
from deploy.model.release import Release
from deploy.tasks.asked import checked_name


def chosen_release(world: World, past: History, name: str) -> Release:
    """The release of that name."""
    if not name:
        raise UsageError(
            "release-missing",
            what="no release was given",
            why=f"known here, the newest last: {', '.join(r.name for r in past.releases[-5:]) or 'none yet'}",
            do="add --release=<name>",
        )
    checked_name(Grammar.RELEASE, name, "--release")
    found = past.release(name) or world.catalogue.find(name)
    if found is None:
        raise Refused(
            "release-not-pushed",
            what=f"nothing was pushed as {name}",
            why="neither the ledger nor the registry knows a release of that name",
            do=f"inv build --release={name}, then inv push --release={name}",
        )
    return found
