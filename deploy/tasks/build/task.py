"""The face of `build`."""

from typing import TYPE_CHECKING

from deploy.tasks.face import ACTS, face
from deploy.tasks.later import comes_later

if TYPE_CHECKING:
    from deploy.errors import ExitCode
    from deploy.tasks.visit import Visit


@face(ACTS, release="name of the release; the default comes from the system's tag scheme")
def build(visit: "Visit", release: str = "") -> "ExitCode":
    """Build the image of every component, by digest."""
    from deploy.model.names import Grammar
    from deploy.tasks.asked import checked_name

    visit.settings()
    if release:
        checked_name(Grammar.TAG, release, "--release")
    comes_later("build", "images")
