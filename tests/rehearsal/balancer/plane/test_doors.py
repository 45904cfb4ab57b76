"""TLS, cookies, access logs, and a data plane that is killed."""

import os
import signal
import socket
import ssl
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from rehearsal.balancer.tls import certificate_for
from rehearsal.balancer.view import Forward, Listener, Rule, View
from tests.rehearsal.balancer.clients import ask, connect, once, status
from tests.rehearsal.balancer.desk import PLAIN, Desk, group
from tests.rehearsal.balancer.targets import Target, answering, free_port
from tests.rehearsal.balancer.waiting import wait_until


def test_https_is_served_with_a_certificate_that_can_be_trusted(desk: Desk, tmp_path: Path) -> None:
    certificate = certificate_for(tmp_path, desk.address)
    with Target(answering(b"hello")) as target:
        rule = Rule("default", Forward((("blue", 1),)))
        listener = Listener("listener", "HTTPS", 0, (rule,), certificate)
        desk.show(
            View(
                (replace(PLAIN, address=desk.address, listeners=(listener,)),), (group("blue", target.port),)
            )
        )
        desk.wait(lambda: [one.state for one in desk.health.values()] == ["healthy"])
        context = ssl.create_default_context(cafile=certificate.chain)
        with connect(desk) as plain, context.wrap_socket(plain, server_hostname=desk.address) as secure:
            bodies = [ask(secure)[1] for _ in range(3)]

        assert [b"hello"] * 3 == bodies
        assert b"X-Forwarded-Proto: https" in target.heads[0]


def cookies(head: bytes) -> str:
    """What a client sends back of the cookies it was given."""
    lines = [line.partition(b": ")[2] for line in head.split(b"\r\n") if line.startswith(b"Set-Cookie: ")]
    return "Cookie: " + "; ".join(line.partition(b";")[0].decode() for line in lines)


def test_a_sticky_client_comes_back_to_its_target(desk: Desk) -> None:
    with Target(answering(b"a")) as a, Target(answering(b"b")) as b:
        sticky = replace(group("blue", a.port, b.port), cookie="lb_cookie", cookie_seconds=60)
        desk.route(Forward((("blue", 1),)), sticky)
        head, first = once(desk)

        assert {first} == {once(desk, cookies(head))[1] for _ in range(6)}
        assert {b"a", b"b"} == {once(desk)[1] for _ in range(6)}


def test_a_sticky_client_comes_back_to_its_group_while_it_has_weight(desk: Desk) -> None:
    with Target(answering(b"blue")) as blue, Target(answering(b"green")) as green:
        groups = (group("blue", blue.port), group("green", green.port))
        desk.route(Forward((("blue", 100), ("green", 0)), sticky_seconds=60), *groups)
        head, _ = once(desk)
        desk.route(Forward((("blue", 1), ("green", 99)), sticky_seconds=60), *groups)
        kept = {once(desk, cookies(head))[1] for _ in range(10)}
        desk.route(Forward((("blue", 0), ("green", 100)), sticky_seconds=60), *groups)
        moved = {once(desk, cookies(head))[1] for _ in range(3)}

        assert ({b"blue"}, {b"green"}) == (kept, moved)


def test_requests_are_noted_only_for_an_access_log(desk: Desk) -> None:
    with Target(answering(b"hello")) as target:
        desk.forward(target.port)
        once(desk)
        desk.forward(target.port, balancer=replace(PLAIN, has_access_log=True))
        once(desk, "User-Agent: test", line="GET /a?b HTTP/1.1")
        desk.wait(lambda: bool(desk.served))

        (served,) = desk.served
        assert b"GET http://shop.test/a?b HTTP/1.1" == served.line
        assert (200, 200, b"test") == (served.elb_status, served.target_status, served.agent)
        assert f"127.0.0.1:{target.port}" == served.target
        assert all(0 <= seconds < 5 for seconds in served.seconds)


def test_a_killed_plane_comes_back_on_the_same_port(desk: Desk) -> None:
    with Target(answering(b"hello")) as target:
        port = free_port()
        listener = Listener("listener", "HTTP", port, (Rule("default", Forward((("blue", 1),))),))
        balancer = replace(PLAIN, address=desk.address, listeners=(listener,))
        desk.show(View((balancer,), (group("blue", target.port),)))
        desk.wait(lambda: [one.state for one in desk.health.values()] == ["healthy"])
        first = desk.engine.pid
        assert first is not None
        desk.applied = 0
        os.kill(first, signal.SIGKILL)
        desk.wait(lambda: desk.applied == 1 and [one.state for one in desk.health.values()] == ["healthy"])

        assert first != desk.engine.pid
        assert b"hello" == once(desk)[1]
        assert port == desk.port


def test_a_taken_port_is_exchanged_for_a_free_one(desk: Desk) -> None:
    with socket.create_server((desk.address, 0)) as holder, Target(answering(b"hello")) as target:
        taken = holder.getsockname()[1]
        listener = Listener("listener", "HTTP", taken, (Rule("default", Forward((("blue", 1),))),))
        balancer = replace(PLAIN, address=desk.address, listeners=(listener,))
        desk.show(View((balancer,), (group("blue", target.port),)))
        desk.wait(lambda: [one.state for one in desk.health.values()] == ["healthy"])

        assert desk.port not in (0, taken)
        assert 200 == status(once(desk)[0])


def test_the_process_ends_with_the_one_that_started_it(tmp_path: Path) -> None:
    """Killed outright, the control plane leaves no data plane behind."""
    note = tmp_path / "pid"
    program = (
        "import sys, time; sys.path.insert(0, '.')\n"
        "from pathlib import Path\n"
        "from rehearsal.balancer.engines import Engine, plane_of\n"
        "plane = plane_of(Engine.EMBEDDED)(lambda report: None); plane.start()\n"
        f"Path({str(note)!r}).write_text(str(plane.pid)); time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], cwd=Path(__file__).parents[4]) as starter:
        wait_until(lambda: note.exists() and note.read_text() != "")
        plane = int(note.read_text())
        starter.kill()

    wait_until(lambda: not Path(f"/proc/{plane}").exists())
