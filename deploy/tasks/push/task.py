"""The face of `push`."""

from typing import TYPE_CHECKING

from deploy.tasks.face import ACTS, face

if TYPE_CHECKING:
    from deploy.errors import ExitCode
    from deploy.tasks.visit import Visit


@face(ACTS, release="name of the release; the default comes from the system's tag scheme")
def push(visit: "Visit", release: str = "") -> "ExitCode":
    """Push every image by digest."""
    from deploy.tasks.push.carry_out import push_release

    return push_release(visit, release)
