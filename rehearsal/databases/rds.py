"""What RDS's calls mean for the server behind an instance."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

from rehearsal.databases.instances import Instances
from rehearsal.databases.postgres import Postgres

NOT_FOUND = "no-postgresql-found.invalid"
PASSWORD_KEYS = frozenset({"master_user_password", "manage_master_user_password"})
# Restarted for these; everything else a running server takes over.
NEED_RESTART = frozenset({"engine_version", "db_instance_class", "db_parameter_group_name"})


@dataclass(frozen=True, slots=True)
class Origin:
    """What a new instance begins as: a copy, and for a point in time a log to replay over it."""

    copy: Path
    source: Postgres | None = None
    until: datetime | None = None


class Rds:
    """Follows moto's records; every method is called under the plane's lock, after moto did its part."""

    def __init__(self, find: Callable[[], Instances | None]) -> None:
        self._find = find
        self._origin: Origin | None = None

    @contextmanager
    def beginning_as(self, origin: Origin | None) -> Iterator[None]:
        """Let the next instance begin as something; moto makes a restored one in its ordinary way."""
        self._origin = origin
        try:
            yield
        finally:
            self._origin = None

    def created(self, database: Any) -> None:  # noqa: ANN401 - moto's instance
        """Give an instance a server."""
        instances = self._find()
        if instances is None:
            database.real_address = f"{database.db_instance_identifier}.{NOT_FOUND}"
            return
        server = instances.assign(database.arn, int(database.port))
        database.real_address = server.address
        database.dbi_resource_id = f"db-{uuid4().hex[:26].upper()}"
        database.status = "creating"
        make = partial(_make, birth=_birth(database, instances.template(), self._origin))
        instances.begin(database.arn, make, _becomes(database, "available"))
        self._take_base(instances, database)

    def modified(self, database: Any, changed: Iterable[str]) -> None:  # noqa: ANN401 - moto's instance
        """Carry a change over to the server."""
        instances = self._running(database)
        if instances is None:
            return
        keys = set(changed)
        password = _password(database) if keys & PASSWORD_KEYS else ""
        database.status = "modifying"
        change = partial(
            _change,
            login=(str(database.master_username), password),
            parameters=parameters_of(database),
            restart=bool(keys & NEED_RESTART),
        )
        instances.begin(database.arn, change, _becomes(database, "available"))

    def rebooted(self, database: Any) -> None:  # noqa: ANN401 - moto's instance
        """Restart the server, with the parameters of its group."""
        instances = self._running(database)
        if instances is not None:
            database.status = "rebooting"
            change = partial(_change, login=("", ""), parameters=parameters_of(database), restart=True)
            instances.begin(database.arn, change, _becomes(database, "available"))

    def stopped(self, database: Any) -> None:  # noqa: ANN401 - moto's instance
        """Stop the server."""
        instances = self._running(database)
        if instances is not None:
            database.status = "stopping"
            instances.begin(database.arn, Postgres.stop, _becomes(database, "stopped"))

    def started(self, database: Any) -> None:  # noqa: ANN401 - moto's instance
        """Start the server again."""
        instances = self._running(database)
        if instances is not None:
            database.status = "starting"
            instances.begin(database.arn, Postgres.start, _becomes(database, "available"))

    def resumed(self, database: Any) -> None:  # noqa: ANN401 - moto's instance
        """After a restart: adopt or start the server, unless it was stopped."""
        instances = self._running(database)
        if instances is None:
            return
        if database.status in {"stopped", "stopping"}:
            instances.begin(database.arn, Postgres.stop, _becomes(database, "stopped"))
        else:
            instances.begin(database.arn, Postgres.start, _becomes(database, "available"))

    def deleted(self, database: Any) -> None:  # noqa: ANN401 - moto's instance
        """Remove the server once everything before is done; its final snapshot stays."""
        instances = self._running(database)
        if instances is not None:
            instances.remove(database.arn)

    def _running(self, database: Any) -> Instances | None:  # noqa: ANN401 - moto's instance
        instances = self._find()
        return instances if instances and database.arn in instances.known.servers else None

    def _take_base(self, instances: Instances, database: Any) -> None:  # noqa: ANN401 - moto's instance
        """Copy the new server, as the beginning of every recovery to a point in time."""
        known = instances.known.servers[database.arn]
        known.base = uuid4().hex[:12]
        folder = instances.copy_folder(known.base)
        instances.begin(database.arn, lambda server: server.copy_to(folder), lambda _: None)
        for snapshot in database.backend.database_snapshots.values():
            # moto has taken the first automated snapshot before there was a server.
            if snapshot.database is database:
                instances.known.copies.setdefault(snapshot.arn, known.base)


@dataclass(frozen=True, slots=True)
class Birth:
    """All that the making of a server needs of its record."""

    template: Path
    origin: Origin | None
    user: str
    password: str
    database: str
    parameters: dict[str, str]


def _birth(database: Any, template: Path, origin: Origin | None) -> Birth:  # noqa: ANN401 - moto's instance
    return Birth(
        template=template,
        origin=origin,
        user=str(database.master_username),
        password=_password(database),
        database=str(database.db_name or ""),
        parameters=parameters_of(database),
    )


def _make(server: Postgres, birth: Birth) -> None:
    if birth.origin is None:
        server.make(birth.template)
    else:
        server.begin_from(birth.origin.copy)
    server.configure(birth.parameters)
    if birth.origin is not None and birth.origin.source is not None:
        birth.origin.source.archive_to_now()
        server.recover(birth.origin.source.archive, birth.origin.until)
    server.start()
    server.set_password(birth.user, birth.password)
    if birth.origin is None and birth.database:
        server.make_database(birth.database, birth.user)
    server.configure(birth.parameters)


def _change(server: Postgres, login: tuple[str, str], parameters: dict[str, str], *, restart: bool) -> None:
    server.configure(parameters)
    if login[1]:
        server.set_password(*login)
    if restart:
        server.stop()
        server.start()


def _becomes(database: Any, status: str) -> Callable[[bool], None]:  # noqa: ANN401 - moto's instance
    def then(went_well: bool) -> None:  # noqa: FBT001 - the one thing that is told
        database.status = status if went_well else "failed"

    return then


def _password(database: Any) -> str:  # noqa: ANN401 - moto's instance
    if database.manage_master_user_password:
        return str(database.managed_password)
    # The getter without the underscore raises.
    return str(database._master_user_password)  # noqa: SLF001 - as above


def parameters_of(database: Any) -> dict[str, str]:  # noqa: ANN401 - moto's instance
    """What someone set in the instance's parameter group, without RDS's own parameters and formulas."""
    groups = database.db_parameter_groups()
    values = [
        value for group in groups for value in group.parameters.values() if value.get("Source") == "user"
    ]
    return {
        value["ParameterName"]: str(value["ParameterValue"])
        for value in values
        if not value["ParameterName"].startswith("rds.") and "{" not in str(value["ParameterValue"])
    }
