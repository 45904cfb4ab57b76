"""The face of `scan`."""

from typing import TYPE_CHECKING

from deploy.tasks.face import ACTS, face

if TYPE_CHECKING:
    from deploy.errors import ExitCode
    from deploy.tasks.visit import Visit


@face(ACTS, release="name of the release; the default comes from the system's tag scheme")
def scan(visit: "Visit", release: str = "") -> "ExitCode":
    """Scan every image; fails closed."""
    from deploy.tasks.scan.carry_out import scan_release

    return scan_release(visit, release)
