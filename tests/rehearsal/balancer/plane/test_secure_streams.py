"""WebSockets and events through a TLS listener: the same tunnels, encrypted up to the door."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Event

from rehearsal.balancer.tls import certificate_for
from rehearsal.balancer.view import Forward, Listener, Rule, View
from tests.rehearsal.balancer.clients import connect, until
from tests.rehearsal.balancer.desk import PLAIN, Desk, group
from tests.rehearsal.balancer.plane.test_streams import ACCEPTED, EVENTS, UPGRADE
from tests.rehearsal.balancer.targets import Talk, Target


@contextmanager
def secure(desk: Desk, target: Target, folder: Path) -> Iterator[ssl.SSLSocket]:
    """A connection through a TLS listener in front of a target, its certificate verified."""
    certificate = certificate_for(folder, desk.address)
    listener = Listener("listener", "HTTPS", 0, (Rule("default", Forward((("blue", 1),))),), certificate)
    balancer = replace(PLAIN, address=desk.address, listeners=(listener,))
    desk.show(View((balancer,), (group("blue", target.port),)))
    desk.wait(lambda: [one.state for one in desk.health.values()] == ["healthy"])
    context = ssl.create_default_context(cafile=certificate.chain)
    with connect(desk) as plain, context.wrap_socket(plain, server_hostname=desk.address) as tunnel:
        yield tunnel


def test_a_websocket_over_tls_is_a_tunnel_both_ways(desk: Desk, tmp_path: Path) -> None:
    def echo(talk: Talk) -> None:
        talk.head()
        talk.say(ACCEPTED + b"hello")
        while data := talk.read(4):
            talk.say(data[::-1])

    with Target(echo) as target, secure(desk, target, tmp_path) as tunnel:
        tunnel.sendall(UPGRADE)
        head = until(tunnel, b"\r\n\r\n")
        greeting = until(tunnel, b"hello")
        tunnel.sendall(b"abcd")
        echoed = until(tunnel, b"dcba")

    assert head.startswith(b"HTTP/1.1 101 ")
    assert (b"hello", b"dcba") == (greeting, echoed)
    assert b"X-Forwarded-Proto: https" in target.heads[0]


def test_an_event_over_tls_is_passed_on_before_the_next_one_exists(desk: Desk, tmp_path: Path) -> None:
    go_on = Event()

    def script(talk: Talk) -> None:
        talk.head()
        talk.say(EVENTS + b"6\r\none: 1\r\n")
        go_on.wait(10)
        talk.say(b"6\r\ntwo: 2\r\n0\r\n\r\n")

    with Target(script) as target, secure(desk, target, tmp_path) as tunnel:
        tunnel.sendall(b"GET /events HTTP/1.1\r\nHost: a\r\n\r\n")
        first = until(tunnel, b"one: 1\r\n")
        go_on.set()
        second = until(tunnel, b"0\r\n\r\n")

    assert first.endswith(b"6\r\none: 1\r\n")
    assert b"6\r\ntwo: 2\r\n0\r\n\r\n" == second
