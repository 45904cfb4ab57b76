"""The face of `build`."""

from typing import TYPE_CHECKING

from deploy.tasks.face import ACTS, face

if TYPE_CHECKING:
    from deploy.errors import ExitCode
    from deploy.tasks.visit import Visit


@face(
    ACTS,
    release="name of the release; the default comes from the system's tag scheme",
    same_as="a release whose images it shall have; nothing is built then",
)
def build(visit: "Visit", release: str = "", same_as: str = "") -> "ExitCode":
    """Build the image of every component, by digest."""
    from deploy.tasks.build.carry_out import build_release

    return build_release(visit, release, same_as)
