"""Streams: events as they come, tunnels both ways, and weights that change under them."""

import socket
from threading import Event, Thread

from rehearsal.balancer.view import Forward
from tests.rehearsal.balancer.clients import ask, connect, everything, once, until
from tests.rehearsal.balancer.desk import Desk, group
from tests.rehearsal.balancer.targets import Talk, Target, answering

REQUESTS = 500
SHIFTS = 20
EVENTS = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
ACCEPTED = (
    b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nX-Key: 1\r\n\r\n"
)
# The handshake of RFC 6455, section 1.3.
UPGRADE = (
    b"GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)


def by_weight(blue: int, green: int) -> Forward:
    """Two groups by weight."""
    return Forward((("blue", blue), ("green", green)))


class Stage:
    """An event stream that goes on when the test says so."""

    def __init__(self) -> None:
        self.go_on = Event()

    def script(self, talk: Talk) -> None:
        """Send one event at once, the rest when told."""
        talk.head()
        talk.say(EVENTS + b"6\r\none: 1\r\n")
        self.go_on.wait(10)
        talk.say(b"6\r\ntwo: 2\r\n0\r\n\r\n")


def test_an_event_is_passed_on_before_the_next_one_exists(desk: Desk) -> None:
    stage = Stage()
    with Target(stage.script) as target:
        desk.forward(target.port)
        with connect(desk) as connection:
            connection.sendall(b"GET /events HTTP/1.1\r\nHost: a\r\n\r\n")
            first = until(connection, b"one: 1\r\n")
            stage.go_on.set()
            second = until(connection, b"0\r\n\r\n")

    assert first.endswith(b"6\r\none: 1\r\n")
    assert b"6\r\ntwo: 2\r\n0\r\n\r\n" == second


def test_a_stream_outlives_a_shift_of_all_weight_to_the_other_side(desk: Desk) -> None:
    stage = Stage()
    with Target(stage.script) as blue, Target(answering(b"green")) as green:
        groups = (group("blue", blue.port), group("green", green.port))
        desk.route(by_weight(100, 0), *groups)
        with connect(desk) as stream:
            stream.sendall(b"GET /events HTTP/1.1\r\nHost: a\r\n\r\n")
            until(stream, b"one: 1\r\n")

            for weight in (10, 50, 100):
                desk.route(by_weight(100 - weight, weight), *groups)
            others = {once(desk)[1] for _ in range(20)}
            stage.go_on.set()

            assert b"6\r\ntwo: 2\r\n0\r\n\r\n" == until(stream, b"0\r\n\r\n")
        assert {b"green"} == others


def test_no_request_fails_while_weights_change_all_the_time(desk: Desk) -> None:
    with Target(answering(b"blue")) as blue, Target(answering(b"green")) as green:
        groups = (group("blue", blue.port), group("green", green.port))
        desk.route(by_weight(100, 0), *groups)
        bodies: list[bytes] = []
        ended = Event()
        kept = Thread(target=_ask_until, args=(desk, ended, bodies))
        kept.start()

        shifts = 0
        while len(bodies) < REQUESTS or shifts < SHIFTS:
            green_share = shifts * 10 % 110
            desk.route(by_weight(100 - green_share, green_share), *groups)
            shifts += 1
        ended.set()
        kept.join(10)

        assert {b"blue", b"green"} == set(bodies)


def _ask_until(desk: Desk, ended: Event, bodies: list[bytes]) -> None:
    while not ended.is_set():
        with connect(desk) as connection:
            for _ in range(10):
                head, body = ask(connection)
                bodies.append(body if b" 200 " in head else head)


def test_ten_in_a_hundred_is_exact(desk: Desk) -> None:
    with Target(answering(b"blue")) as blue, Target(answering(b"green")) as green:
        desk.route(by_weight(90, 10), group("blue", blue.port), group("green", green.port))

        bodies = [once(desk)[1] for _ in range(200)]

        assert 20 == bodies.count(b"green")


def test_a_websocket_is_a_tunnel_both_ways(desk: Desk) -> None:
    def echo(talk: Talk) -> None:
        talk.head()
        talk.say(ACCEPTED + b"hello")
        while data := talk.read(4):
            talk.say(data[::-1])

    with Target(echo) as target:
        desk.forward(target.port)
        with connect(desk) as connection:
            connection.sendall(UPGRADE)
            head = until(connection, b"\r\n\r\n")
            greeting = until(connection, b"hello")
            connection.sendall(b"abcd")
            echoed = until(connection, b"dcba")
            connection.shutdown(socket.SHUT_WR)
            end = everything(connection)

        assert b"\r\nUpgrade: websocket\r\n" in head
        assert b"\r\nx-key: 1\r\n" in head.lower()
        assert (b"hello", b"dcba", b"") == (greeting, echoed, end)
        asked = target.heads[0].lower()
        assert (1, 1) == (asked.count(b"\r\nconnection: upgrade"), asked.count(b"\r\nupgrade: websocket"))


def test_a_refused_upgrade_stays_http(desk: Desk) -> None:
    with Target(answering(b"plain")) as target:
        desk.forward(target.port)
        with connect(desk) as connection:
            connection.sendall(UPGRADE + b"GET /next HTTP/1.1\r\nHost: a\r\n\r\n")

            assert until(connection, b"plain").startswith(b"HTTP/1.1 200")
            assert until(connection, b"plain").startswith(b"HTTP/1.1 200")
        assert target.heads[1].startswith(b"GET /next")


def test_a_switch_of_protocols_that_nobody_asked_for_is_a_bad_gateway(desk: Desk) -> None:
    def script(talk: Talk) -> None:
        talk.head()
        talk.say(ACCEPTED)

    with Target(script) as target:
        desk.forward(target.port)

        assert b" 502 " in once(desk)[0]
