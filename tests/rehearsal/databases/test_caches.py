"""ElastiCache with a real Redis behind it."""

import socket
from pathlib import Path
from typing import Any

import pytest

from rehearsal.databases.binaries import find_redis

pytestmark = pytest.mark.skipif(find_redis() is None, reason="no redis-server found on this machine")


def say(where: dict[str, Any], *commands: str) -> list[str]:
    """Speak Redis's inline protocol over TCP; the answers are lines."""
    with socket.create_connection((where["Address"], where["Port"]), timeout=5) as connection:
        reader = connection.makefile("rb")
        answers = []
        for command in commands:
            connection.sendall(command.encode() + b"\r\n")
            line = reader.readline().decode().strip()
            answers.append(
                reader.readline().decode().strip() if line.startswith("$") and line != "$-1" else line
            )
        return answers


def made(running: Any, name: str, **more: Any) -> dict[str, Any]:
    cache = running.client("elasticache")
    cache.create_replication_group(
        ReplicationGroupId=name,
        ReplicationGroupDescription=name,
        CacheNodeType="cache.t4g.micro",
        **more,
    )
    group: dict[str, Any] = cache.describe_replication_groups(ReplicationGroupId=name)["ReplicationGroups"][0]
    where: dict[str, Any] = group["NodeGroups"][0]["PrimaryEndpoint"]
    return where


def test_the_endpoint_is_a_redis_and_what_it_holds_survives_a_restart(running: Any) -> None:
    """Set before, read after, at the same endpoint."""
    where = made(running, "kept")
    assert say(where, "SET k hello", "GET k") == ["+OK", "hello"]
    running.restart()
    groups = running.client("elasticache").describe_replication_groups(ReplicationGroupId="kept")
    assert where == groups["ReplicationGroups"][0]["NodeGroups"][0]["PrimaryEndpoint"]
    assert say(where, "GET k") == ["hello"]


def test_an_auth_token_is_asked_for(running: Any) -> None:
    """Without it nothing is answered."""
    where = made(running, "closed", AuthToken="a-long-enough-token", TransitEncryptionEnabled=True)
    assert say(where, "GET k")[0].startswith("-NOAUTH")
    assert say(where, "AUTH a-long-enough-token", "SET k 1") == ["+OK", "+OK"]


def test_a_deleted_group_leaves_no_server(running: Any) -> None:
    """The port is closed and the data is gone."""
    where = made(running, "gone")
    running.client("elasticache").delete_replication_group(ReplicationGroupId="gone")
    with pytest.raises(ConnectionRefusedError):
        say(where, "PING")
    noted = (running.folder / "outside").read_text().splitlines()
    left = [folder.name for home in noted for folder in Path(home).iterdir() if "caches" in home]
    assert len(left) == len(running.client("elasticache").describe_replication_groups()["ReplicationGroups"])
