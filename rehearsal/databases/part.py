"""The part that keeps a real PostgreSQL behind each instance of RDS."""

import logging
from typing import cast

from rehearsal.control.plane import ControlPlane
from rehearsal.databases.binaries import find_postgres
from rehearsal.databases.instances import Instances, Known, home_of
from rehearsal.databases.rds import Rds
from rehearsal.databases.snapshots import Snapshots

logger = logging.getLogger(__name__)


class DatabasesPart:
    """Owns the servers; the hooks of RDS tell it what moto has done."""

    def __init__(self) -> None:
        self.rds = Rds(self._find)
        self.snapshots = Snapshots(self._find)
        self._plane: ControlPlane | None = None
        self._instances: Instances | None = None
        self._known = Known()

    def start(self, plane: ControlPlane) -> None:
        """Start what was known before, and clear what a killed server left."""
        self._plane = plane
        if home_of(plane.folder).exists():
            instances = self._find()
            if instances is not None:
                instances.clear_unknown()
                self._resume(plane)

    def tick(self, now: float) -> None:  # noqa: ARG002 - the protocol's
        """Tell instances and snapshots what came of the work on them."""
        if self._instances is not None:
            self._instances.finish()

    def stop(self) -> None:
        """Finish the work and stop every server."""
        if self._instances is not None:
            self._instances.stop()
        self._instances, self._known = None, Known()

    def save(self) -> object:
        """Which instance has which server."""
        return self._known

    def load(self, saved: object) -> None:
        """Take back what was known."""
        self._known = cast("Known", saved)

    def _resume(self, plane: ControlPlane) -> None:
        """Take up every instance and snapshot where it was when the records were saved."""
        for backend in plane.backends("rds"):
            for database in backend.databases.values():
                self.rds.resumed(database)
            for snapshot in backend.database_snapshots.values():
                self.snapshots.resumed(snapshot)

    def _find(self) -> Instances | None:
        """The servers of this machine, or nothing where PostgreSQL is not installed."""
        if self._instances is None and self._plane is not None:
            tools = find_postgres()
            if tools is None:
                logger.warning("no PostgreSQL found: RDS instances are records without a server")
                return None
            home = home_of(self._plane.folder)
            self._plane.note_outside(home)
            self._instances = Instances(tools, home, self._known)
        return self._instances
