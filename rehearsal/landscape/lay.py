"""Lays the landscape of one system into a running rehearsal, from its settings for `local`."""

from pathlib import Path

from deploy.errors import SwingbridgeError
from deploy.settings.load import load
from rehearsal.landscape.aws import towards
from rehearsal.landscape.build import NoLandscape, build
from rehearsal.state.file import State

ENVIRONMENT = "local"


def lay(state: State, system: str, root: Path | None = None) -> str:
    """Make what is missing; what is wrong, in words, where that cannot be."""
    try:
        build(towards(state), load(root or Path.cwd(), system, ENVIRONMENT))
    except SwingbridgeError as error:
        return f"{error.what}; {error.why}; {error.do}"
    except NoLandscape as error:
        return str(error)
    return ""
