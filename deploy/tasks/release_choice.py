"""Which release a task is about: the ledger's record of it, else what was pushed under that name."""

from typing import TYPE_CHECKING

from deploy.connectors.process.port import Command
from deploy.errors import Refused, UsageError
from deploy.model.history import History
from deploy.model.names import Grammar
from deploy.model.release import Release
from deploy.settings.schema import Settings
from deploy.tasks.asked import checked_name

if TYPE_CHECKING:
    from deploy.bootstrap import Outside, World

_NOT_LOOKED_UP = ", and no tag is looked up here: what stands under it now may not be what was scanned"


def chosen_release(world: "World", past: History, name: str) -> Release:
    """The release of that name; without one, the release that the present commit is called."""
    name = release_name(world.settings, world.outside, name)
    found = known_release(world, past, name)
    if found is None:
        raise Refused(
            "release-not-pushed",
            what=f"nothing was pushed as {name}",
            why="the ledger has no record of it" + (_NOT_LOOKED_UP if world.settings.is_shared else ""),
            do=f"inv build --release={name}, then inv push --release={name}",
        )
    return found


def known_release(world: "World", past: History, name: str) -> Release | None:
    """The release as the ledger recorded it when it was pushed; on this machine alone also by its tag."""
    recorded = past.release(name)
    if recorded is not None or world.settings.is_shared:
        return recorded
    return world.catalogue.find(name)


def release_name(settings: Settings, outside: "Outside", name: str) -> str:
    """The name that was given, else the one that the present commit has; of the grammar of releases."""
    return checked_name(Grammar.RELEASE, name or _named_by_commit(settings, outside), "--release")


def _named_by_commit(settings: Settings, outside: "Outside") -> str:
    """The name that the system's tag scheme gives the present commit."""
    scheme = settings.images.tag_scheme
    name = scheme.replace("{sha}", _short_commit(outside) if "{sha}" in scheme else "")
    if "{" in name:
        raise _missing(f"the tag scheme {scheme} needs versions that only a person knows")
    return name


def commit_of(outside: "Outside") -> str:
    """The commit that is checked out; empty where this folder is none."""
    command = Command(("git", "rev-parse", "HEAD"), cwd=outside.root, deadline_seconds=10)
    asked = outside.processes.run(command)
    return asked.out.strip() if asked.is_ok else ""


def _short_commit(outside: "Outside") -> str:
    command = Command(("git", "rev-parse", "--short=12", "HEAD"), cwd=outside.root, deadline_seconds=10)
    asked = outside.processes.run(command)
    if not asked.is_ok:
        raise _missing("this folder is not a commit that a release could be named after")
    return asked.out.strip()


def _missing(why: str) -> UsageError:
    return UsageError("release-missing", what="no release was given", why=why, do="add --release=<name>")
