"""RDS: every instance of PostgreSQL has a server, every snapshot a copy."""

import json
from collections.abc import Callable
from secrets import token_urlsafe
from typing import Any

from moto.rds import models

from rehearsal.control.gaps import ApiError
from rehearsal.control.patching import Need, patch
from rehearsal.control.plane import ControlPlane
from rehearsal.databases.part import DatabasesPart
from rehearsal.databases.rds import NEED_RESTART, PASSWORD_KEYS

BACKEND = "RDSBackend"
NEEDS = (
    Need("moto.rds.models", "DBInstance.address"),
    Need("moto.rds.models", "MasterUserSecret._generate_secret_string", ("self",)),
    Need("moto.rds.models", f"{BACKEND}.create_db_instance", ("self", "db_kwargs")),
    Need("moto.rds.models", f"{BACKEND}.modify_db_instance", ("self", "db_instance_identifier", "db_kwargs")),
    Need("moto.rds.models", f"{BACKEND}.reboot_db_instance", ("self", "db_instance_identifier")),
    Need(
        "moto.rds.models",
        f"{BACKEND}.stop_db_instance",
        ("self", "db_instance_identifier", "db_snapshot_identifier"),
    ),
    Need("moto.rds.models", f"{BACKEND}.start_db_instance", ("self", "db_instance_identifier")),
    Need("moto.rds.models", f"{BACKEND}.delete_db_instance"),
    Need("moto.rds.models", f"{BACKEND}.create_db_snapshot"),
    Need("moto.rds.models", f"{BACKEND}.copy_db_snapshot"),
    Need("moto.rds.models", f"{BACKEND}.delete_db_snapshot", ("self", "db_snapshot_identifier")),
    Need(
        "moto.rds.models",
        f"{BACKEND}.restore_db_instance_from_db_snapshot",
        ("self", "from_snapshot_id", "overrides"),
    ),
    Need(
        "moto.rds.models",
        f"{BACKEND}.restore_db_instance_to_point_in_time",
        ("self", "source_db_identifier", "target_db_identifier", "overrides"),
    ),
)
SHORTEST_PASSWORD = 8
Method = Callable[..., Any]
Make = Callable[[Method], Method]


def install(plane: ControlPlane) -> None:
    """Let the databases follow every call that concerns a server."""
    part = plane.part(DatabasesPart)
    backend = models.RDSBackend
    patch(models.DBInstance, "address", _real_address)
    patch(models.MasterUserSecret, "_generate_secret_string", _own_password)
    patch(backend, "create_db_instance", _checked(part))
    for name, follow in (
        ("reboot_db_instance", part.rds.rebooted),
        ("stop_db_instance", part.rds.stopped),
        ("start_db_instance", part.rds.started),
        ("delete_db_instance", part.rds.deleted),
        ("create_db_snapshot", part.snapshots.created),
        ("delete_db_snapshot", part.snapshots.deleted),
    ):
        patch(backend, name, _followed(follow))
    patch(backend, "modify_db_instance", _modified(part))
    patch(backend, "copy_db_snapshot", _copied(part))
    patch(backend, "restore_db_instance_from_db_snapshot", _restored(part))
    patch(backend, "restore_db_instance_to_point_in_time", _recovered(part))


def _real_address(original: Any) -> property:  # noqa: ANN401 - moto's property
    return property(lambda self: vars(self).get("real_address") or original.fget(self))


def _own_password(_: Method) -> Method:
    """A password of its own for every managed secret; moto gives all of them the same one."""

    def generate(self: models.MasterUserSecret) -> str:
        resource: Any = self.resource
        resource.managed_password = token_urlsafe(24)
        return json.dumps({"username": resource.master_username, "password": resource.managed_password})

    return generate


def _followed(follow: Callable[[Any], None]) -> Make:
    """Let moto do its part, then follow."""

    def make(original: Method) -> Method:
        def method(self: Any, *given: Any, **named: Any) -> Any:  # noqa: ANN401 - moto's own
            result = original(self, *given, **named)
            follow(result)
            return result

        return method

    return make


def _checked(part: DatabasesPart) -> Make:
    def make(original: Method) -> Method:
        def create_db_instance(self: Any, db_kwargs: Any) -> Any:  # noqa: ANN401 - moto's own
            password = db_kwargs.get("master_user_password")
            if password is not None and len(password) < SHORTEST_PASSWORD:
                raise ApiError(
                    "InvalidParameterValue",
                    "The parameter MasterUserPassword is not a valid password because it is shorter "
                    f"than {SHORTEST_PASSWORD} characters.",
                )
            database = original(self, db_kwargs)
            if database.engine == "postgres" and database.db_cluster_identifier is None:
                part.rds.created(database)
            return database

        return create_db_instance

    return make


def _modified(part: DatabasesPart) -> Make:
    def make(original: Method) -> Method:
        def modify_db_instance(self: Any, db_instance_identifier: str, db_kwargs: Any) -> Any:  # noqa: ANN401 - moto's own
            present = self.databases.get(db_instance_identifier)
            before = {key: getattr(present, key, None) for key in NEED_RESTART}
            database = original(self, db_instance_identifier, db_kwargs)
            changed = {key for key in NEED_RESTART if getattr(database, key, None) != before[key]}
            asked = {key for key in PASSWORD_KEYS if db_kwargs.get(key) is not None}
            part.rds.modified(database, changed | asked)
            return database

        return modify_db_instance

    return make


def _copied(part: DatabasesPart) -> Make:
    def make(original: Method) -> Method:
        def copy_db_snapshot(self: Any, source_db_snapshot_identifier: str, *given: Any, **named: Any) -> Any:  # noqa: ANN401 - moto's own
            copied = original(self, source_db_snapshot_identifier, *given, **named)
            name = source_db_snapshot_identifier.rpartition("snapshot:")[2]
            part.snapshots.copied(self.database_snapshots[name], copied)
            return copied

        return copy_db_snapshot

    return make


def _restored(part: DatabasesPart) -> Make:
    def make(original: Method) -> Method:
        def restore(self: Any, from_snapshot_id: str, overrides: Any) -> Any:  # noqa: ANN401 - moto's own
            name = from_snapshot_id.rpartition("snapshot:")[2]
            snapshot = self.database_snapshots.get(name)
            origin = part.snapshots.origin(snapshot) if snapshot else None
            with part.rds.beginning_as(origin):
                return original(self, from_snapshot_id, overrides)

        return restore

    return make


def _recovered(part: DatabasesPart) -> Make:
    def make(original: Method) -> Method:
        def recover(self: Any, source_db_identifier: str, target_db_identifier: str, overrides: Any) -> Any:  # noqa: ANN401 - moto's own
            source = self.databases.get(source_db_identifier)
            until = overrides.get("restore_time")
            origin = part.snapshots.moment(source, until) if source else None
            with part.rds.beginning_as(origin):
                return original(self, source_db_identifier, target_db_identifier, overrides)

        return recover

    return make
