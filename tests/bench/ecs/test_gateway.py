"""The gateway counts calls by name, and springs its trap before or after the very call."""

import json
import socket
from http.client import HTTPConnection, RemoteDisconnected
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from bench.ecs.desk import Desk
from bench.ecs.gateway import FILE, Gateway, Trap, changes_something, gateway_of
from tests.bench.ecs.test_load import GOOD, answering


def ask(gateway: Gateway, target: str) -> bytes:
    """One call through it."""
    connection = HTTPConnection("127.0.0.1", int(gateway.address.rpartition(":")[2]), timeout=5)
    try:
        connection.request("POST", "/", b"{}", {"X-Amz-Target": f"Service.{target}"})
        return connection.getresponse().read()
    finally:
        connection.close()


def desk(folder: Path, url: str) -> Desk:
    """A desk whose rehearsal is that server."""
    (folder / FILE).parent.mkdir()
    return cast("Desk", SimpleNamespace(folder=folder, state=SimpleNamespace(endpoint=url)))


def test_calls_pass_and_are_counted_by_name(tmp_path: Path) -> None:
    """Its address stands where the settings look for one."""
    with answering(GOOD) as url, gateway_of(desk(tmp_path, url)) as gateway:
        gateway.start()
        said = [ask(gateway, name) for name in ("ListServices", "UpdateService")]

    assert [b'{"release": "v1"}'] * 2 == said
    assert ["ListServices", "UpdateService"] == gateway.calls
    assert gateway.address == json.loads((tmp_path / FILE).read_text())["endpoint"]


@pytest.mark.parametrize(("is_after", "reached"), [(False, 1), (True, 2)], ids=["before", "after"])
def test_a_trap_springs_at_its_call_and_nothing_comes_back(
    tmp_path: Path, *, is_after: bool, reached: int
) -> None:
    """After means that the call had its effect."""
    struck: list[int] = []
    sent: list[str] = []
    with answering(GOOD) as url, gateway_of(desk(tmp_path, url)) as gateway:
        gateway.start(Trap(1, is_after, lambda: struck.append(len(sent)), "Two"))
        answer = gateway.pass_on

        def counted(name: str, send: object) -> bytes:
            def sending() -> bytes:
                sent.append(name)
                return cast("bytes", send())  # type: ignore[operator] # a function without arguments

            return answer(name, sending)

        assert counted("One", lambda: b"1")
        assert b"" == counted("Two", lambda: b"2")

    assert [reached] == struck
    assert reached == len(sent)


def test_a_caller_whose_call_was_struck_gets_no_answer(tmp_path: Path) -> None:
    """As from a machine that is gone."""
    with answering(GOOD) as url, gateway_of(desk(tmp_path, url)) as gateway:
        gateway.start(Trap(1, is_after=False, spring=lambda: None))
        with pytest.raises((RemoteDisconnected, socket.timeout, ConnectionResetError)):
            ask(gateway, "UpdateService")


def test_looks_and_changes_are_told_by_name() -> None:
    """Only changes are killed after as well as before."""
    names = ["DescribeServices", "UpdateService", "GetItem", "PutItem", "ContinueServiceDeployment"]

    assert [False, True, False, True, True] == [changes_something(name) for name in names]
