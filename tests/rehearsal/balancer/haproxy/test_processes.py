"""A killed haproxy comes back, a new one takes over without a cut, and none outlives who started it."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from rehearsal.balancer.addresses import AddressBook
from rehearsal.balancer.engines import Engine
from rehearsal.balancer.haproxy.found import binaries
from rehearsal.balancer.view import FixedResponse, Forward
from tests.rehearsal.balancer.clients import ask, connect, once, until
from tests.rehearsal.balancer.desk import Desk, group
from tests.rehearsal.balancer.targets import Talk, Target, answering
from tests.rehearsal.balancer.waiting import wait_until

pytestmark = pytest.mark.skipif(
    binaries() is None, reason="haproxy 2.6 or newer, or setpriv, is not installed"
)


@pytest.fixture
def desk() -> Iterator[Desk]:
    """A data plane with haproxy."""
    addresses = AddressBook()
    desk = Desk(addresses.claim(), Engine.HAPROXY)
    yield desk
    desk.stop()
    addresses.keep_only(frozenset())


def children(pid: int | None) -> list[int]:
    """The processes that a process has started."""
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_a_killed_haproxy_comes_back_and_a_connection_waits_for_it(desk: Desk) -> None:
    with Target(answering(b"hello")) as target:
        desk.forward(target.port)
        (first,) = children(desk.engine.pid)
        os.kill(first, signal.SIGKILL)
        head, body = once(desk)

        assert (b"hello", True) == (body, b" 200 " in head)
        wait_until(lambda: len(children(desk.engine.pid)) == 1)
        assert [first] != children(desk.engine.pid)


def test_new_weights_and_targets_start_no_other_process(desk: Desk) -> None:
    with Target(answering(b"a")) as a, Target(answering(b"b")) as b:
        desk.route(Forward((("blue", 1), ("green", 1))), group("blue", a.port), group("green"))
        first = children(desk.engine.pid)
        desk.route(Forward((("blue", 0), ("green", 9))), group("blue"), group("green", a.port, b.port))

        assert {b"a", b"b"} == {once(desk)[1] for _ in range(4)}
        assert first == children(desk.engine.pid)


def test_a_new_rule_holds_on_an_open_connection_and_the_old_process_ends(desk: Desk) -> None:
    with Target(answering(b"old")) as old, Target(answering(b"new")) as new:
        desk.forward(old.port)
        first = children(desk.engine.pid)
        with connect(desk) as connection:
            before = ask(connection)[1]
            desk.route(Forward((("green", 1),)), group("green", new.port))

            assert (b"old", b"new") == (before, ask(connection)[1])
        desk.route(FixedResponse(503, "text/plain", "closed"))
        assert b"closed" == once(desk)[1]
        wait_until(lambda: not set(first) & set(children(desk.engine.pid)))


def test_a_stream_lives_through_a_new_process(desk: Desk) -> None:
    go_on = Event()

    def script(talk: Talk) -> None:
        talk.head()
        talk.say(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nbegin\r\n")
        go_on.wait(10)
        talk.say(b"3\r\nend\r\n0\r\n\r\n")

    with Target(script) as target:
        desk.forward(target.port)
        with connect(desk) as connection:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            until(connection, b"begin\r\n")
            desk.route(FixedResponse(200, "text/plain", "other"), group("blue", target.port))
            assert b"other" == once(desk)[1]
            go_on.set()

            assert b"3\r\nend\r\n0\r\n\r\n" == until(connection, b"0\r\n\r\n")


def test_haproxy_ends_with_the_one_that_started_it(tmp_path: Path) -> None:
    """Killed outright, the control plane leaves neither our process nor haproxy behind."""
    note = tmp_path / "pid"
    program = (
        "import sys, time; sys.path.insert(0, '.')\n"
        "from pathlib import Path\n"
        "from tests.rehearsal.balancer.desk import Desk\n"
        "from rehearsal.balancer.view import FixedResponse\n"
        "from rehearsal.balancer.engines import Engine\n"
        "desk = Desk('127.0.0.1', Engine.HAPROXY); desk.route(FixedResponse(200))\n"
        f"Path({str(note)!r}).write_text(str(desk.engine.pid)); time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], cwd=Path(__file__).parents[4]) as starter:
        wait_until(lambda: note.exists() and note.read_text() != "")
        plane = int(note.read_text())
        (haproxy,) = children(plane)
        starter.kill()

    wait_until(lambda: not any(Path(f"/proc/{one}").exists() for one in (plane, haproxy)))
