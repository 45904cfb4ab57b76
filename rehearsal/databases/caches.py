"""The part that keeps a real Redis behind each replication group and cache cluster of ElastiCache."""

import logging
from typing import Any, cast
from uuid import uuid4

from rehearsal.control.plane import ControlPlane
from rehearsal.databases.addresses import free_address
from rehearsal.databases.binaries import find_redis, unprivileged
from rehearsal.databases.instances import Server, home_of
from rehearsal.databases.postgres import own_folder
from rehearsal.databases.redis import Redis

logger = logging.getLogger(__name__)
NETWORK = "127.80"
NOT_FOUND = "no-redis-found.invalid"


class CachesPart:
    """Owns the servers; the hooks of ElastiCache tell it what moto has done."""

    def __init__(self) -> None:
        self._plane: ControlPlane | None = None
        self._known: dict[str, Server] = {}

    def start(self, plane: ControlPlane) -> None:
        """Start what was known before, and clear what a killed server left."""
        self._plane = plane
        home = home_of(plane.folder, "caches")
        if not home.exists():
            return
        kept = {server.number for server in self._known.values()}
        for folder in home.iterdir():
            redis = self._redis(Server(folder.name, "", 0))
            if folder.name not in kept and redis is not None:
                redis.remove()
        for server in self._known.values():
            redis = self._redis(server)
            if redis is not None:
                redis.start(server.password)

    def tick(self, now: float) -> None:
        """Nothing to follow: a Redis is there as soon as it is started."""

    def stop(self) -> None:
        """Stop every server."""
        for server in self._known.values():
            redis = self._redis(server)
            if redis is not None:
                redis.stop()
        self._known = {}

    def save(self) -> object:
        """Which group has which server."""
        return self._known

    def load(self, saved: object) -> None:
        """Take back what was known."""
        self._known = cast("dict[str, Server]", saved)

    def created(self, arn: str, port: int, password: str) -> tuple[str, int]:
        """Give a group a server; the answer is its endpoint."""
        address = free_address(NETWORK, port, {server.address for server in self._known.values()})
        server = Server(uuid4().hex[:12], address, port, password=password)
        redis = self._redis(server)
        if redis is None:
            logger.warning("no redis-server found: %s is a record without a server", arn)
            return f"{arn.rpartition(':')[2]}.{NOT_FOUND}", port
        redis.start(password)
        self._known[arn] = server
        return address, port

    def deleted(self, arn: str) -> None:
        """Remove the server of a group."""
        server = self._known.pop(arn, None)
        redis = self._redis(server) if server else None
        if redis is not None:
            redis.remove()

    def _redis(self, server: Server) -> Redis | None:
        program, account = find_redis(), unprivileged()
        if program is None or account is None or self._plane is None:
            return None
        home = home_of(self._plane.folder, "caches")
        self._plane.note_outside(home)
        own_folder(home, account)
        return Redis(program, account, home / server.number, server.address, server.port)


def set_endpoint(group: Any, endpoint: tuple[str, int]) -> None:  # noqa: ANN401 - moto's replication group
    """Show a server as the endpoint of a group, wherever the group shows one."""
    address, port = endpoint
    group.port = port
    for node_group in group.node_groups:
        node_group["primary_endpoint"] = {"address": address, "port": port}
        node_group["reader_endpoint"] = {"address": address, "port": port}
        for member in node_group["node_group_members"]:
            member["read_endpoint"] = {"address": address, "port": port}
    if hasattr(group, "configuration_endpoint"):
        group.configuration_endpoint = {"address": address, "port": port}
