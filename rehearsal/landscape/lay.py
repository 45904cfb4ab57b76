"""Lays the landscape of one system into a running rehearsal, from its settings for `local`."""

from pathlib import Path

from deploy.errors import SwingbridgeError
from deploy.settings.load import load
from rehearsal.landscape.aws import towards
from rehearsal.landscape.build import build, shelves
from rehearsal.state.file import State

ENVIRONMENT = "local"


def lay(state: State, system: str, root: Path | None = None) -> str:
    """Make what is missing; what is wrong, in words, where that cannot be.

    A system that runs on no ECS gets the repositories of its images: those can be pushed all the same.
    """
    aws = towards(state)
    try:
        settings = load(root or Path.cwd(), system, ENVIRONMENT)
    except SwingbridgeError as error:
        return f"{error.what}; {error.why}; {error.do}"
    if settings.platform.ecs_service is None:
        shelves(aws, settings)
    else:
        build(aws, settings)
    return ""
