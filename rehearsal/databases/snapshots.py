"""What RDS's calls on snapshots mean for the copies behind them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

from rehearsal.databases.instances import Instances
from rehearsal.databases.postgres import Postgres
from rehearsal.databases.rds import Origin


class Snapshots:
    """Follows moto's records of snapshots, under the plane's lock."""

    def __init__(self, find: Callable[[], Instances | None]) -> None:
        self._find = find

    def created(self, snapshot: Any) -> None:  # noqa: ANN401 - moto's snapshot
        """Copy the server of the snapshot's instance."""
        instances = self._find()
        arn = snapshot.database.arn
        if instances is None or arn not in instances.known.servers:
            return
        name = uuid4().hex[:12]
        folder = instances.copy_folder(name)
        instances.known.copies[snapshot.arn] = name
        snapshot.status = "creating"

        def then(went_well: bool) -> None:  # noqa: FBT001 - the one thing that is told
            snapshot.status = "available" if went_well else "failed"

        instances.begin(arn, lambda server: _copy(server, folder), then)

    def copied(self, source: Any, target: Any) -> None:  # noqa: ANN401 - moto's snapshots
        """Let the second snapshot stand on the same copy; copies never change."""
        instances = self._find()
        if instances is not None and source.arn in instances.known.copies:
            instances.known.copies[target.arn] = instances.known.copies[source.arn]

    def deleted(self, snapshot: Any) -> None:  # noqa: ANN401 - moto's snapshot
        """Remove the copy that no other snapshot stands on."""
        instances = self._find()
        if instances is not None:
            instances.remove_copy(instances.known.copies.pop(snapshot.arn, ""))

    def resumed(self, snapshot: Any) -> None:  # noqa: ANN401 - moto's snapshot
        """After a restart: a copy that was being made is there by now, or will never be."""
        instances = self._find()
        if instances is not None and snapshot.status == "creating":
            name = instances.known.copies.get(snapshot.arn, "")
            snapshot.status = "available" if instances.copy_folder(name).exists() else "failed"

    def origin(self, snapshot: Any) -> Origin | None:  # noqa: ANN401 - moto's snapshot
        """What a restore of the snapshot begins as."""
        instances = self._find()
        name = instances.known.copies.get(snapshot.arn) if instances else None
        return Origin(instances.copy_folder(name)) if instances and name else None

    def moment(self, database: Any, until: Any) -> Origin | None:  # noqa: ANN401 - moto's instance, a time or None
        """What a restore of an instance to a point in time begins as."""
        instances = self._find()
        known = instances.known.servers.get(database.arn) if instances else None
        if instances is None or known is None:
            return None
        return Origin(instances.copy_folder(known.base), instances.server(database.arn), until)


def _copy(server: Postgres, folder: Path) -> None:
    """Copy a server; a stopped one runs for the time of the copy."""
    ran = server.runs
    server.start()
    server.copy_to(folder)
    if not ran:
        server.stop()
