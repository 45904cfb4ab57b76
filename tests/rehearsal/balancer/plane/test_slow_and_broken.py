"""Clients and targets that are slow, half closed, silent or gone."""

import socket
import struct
from dataclasses import replace
from threading import Event

import pytest

from rehearsal.balancer.engines import Engine
from rehearsal.balancer.tally import TallyKey
from tests.rehearsal.balancer.clients import answer, ask, connect, everything, once, status, until
from tests.rehearsal.balancer.desk import PLAIN, Desk
from tests.rehearsal.balancer.targets import Script, Talk, Target, answering, free_port, saying

HASTY = replace(PLAIN, idle_seconds=1.5)


def silent(talk: Talk) -> None:
    """Read and never answer."""
    while talk.socket.recv(65536):
        pass


def resetting(talk: Talk) -> None:
    """Answer with a reset."""
    talk.head()
    talk.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (silent, 504),
        (resetting, 502),
        (saying(b""), 502),
        (saying(b"HTTP/1.1 200 OK\r\nContent-"), 502),
        (saying(b"what?\r\n\r\n"), 502),
        (saying(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"), 502),
        (saying(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 40_000 + b"\r\n\r\n"), 502),
    ],
)
def test_a_target_that_does_not_answer_properly_is_answered_for(
    desk: Desk, script: Script, expected: int
) -> None:
    with Target(script) as target:
        desk.forward(target.port, balancer=HASTY)

        head, body = once(desk)

        assert expected == status(head)
        assert f"<h1>{expected} ".encode() in body


def test_a_refused_connection_is_a_bad_gateway_and_nobody_is_503(desk: Desk) -> None:
    desk.forward(free_port())
    refused, _ = once(desk)
    desk.forward()
    nobody, _ = once(desk)

    assert (502, 503) == (status(refused), status(nobody))


def test_a_response_that_breaks_off_breaks_off_for_the_client_too(desk: Desk) -> None:
    with Target(saying(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")) as target:
        desk.forward(target.port)
        with connect(desk) as connection:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            got = everything(connection)

        assert got.endswith(b"5\r\nhello\r\n")


def test_a_response_with_broken_chunks_is_cut_where_it_breaks(desk: Desk) -> None:
    def script(talk: Talk) -> None:
        talk.head()
        talk.say(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nwhat\r\n")
        silent(talk)

    with Target(script) as target:
        desk.forward(target.port)
        with connect(desk) as connection:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")

            assert b"0\r\n\r\n" not in everything(connection)


@pytest.mark.parametrize(("method", "expected", "reached"), [("GET", 200, 2), ("POST", 502, 1)])
def test_only_what_changes_nothing_twice_is_sent_again_on_a_stale_connection(
    desk: Desk, method: str, expected: int, reached: int
) -> None:
    """The target answers once and cuts the kept connection just as the next request arrives."""
    if method == "POST":
        desk.only_embedded("closes the client's connection instead of answering 502")

    def script(talk: Talk) -> None:
        talk.head()
        talk.say(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        talk.head()

    with Target(script) as target:
        desk.forward(target.port)
        with connect(desk) as connection:
            ask(connection)
            head, _ = ask(connection, line=f"{method} /again HTTP/1.1")

        assert expected == status(head)
        assert reached == sum(head.startswith(f"{method} /again".encode()) for head in target.heads)


def test_a_head_that_comes_byte_by_byte_is_read(desk: Desk) -> None:
    with Target(answering(b"hello")) as target:
        desk.forward(target.port)
        with connect(desk) as connection:
            for byte in b"GET / HTTP/1.1\r\nHost: a\r\n\r\n":
                connection.sendall(bytes((byte,)))

            assert b"hello" == answer(connection)[1]


def test_a_client_that_stops_in_the_middle_is_told_and_dropped(desk: Desk) -> None:
    with Target(silent) as target:
        desk.forward(target.port, balancer=HASTY)
        with connect(desk) as in_head, connect(desk) as in_body, connect(desk) as idle:
            in_head.sendall(b"GET / HT")
            in_body.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc")

            assert everything(in_head).startswith(b"HTTP/1.1 408 ")
            # To haproxy it is the target that keeps silent.
            told = 504 if desk.kind is Engine.HAPROXY else 408
            assert told == status(until(in_body, b"\r\n\r\n"))
            assert b"" == everything(idle)


def test_a_client_that_has_said_everything_still_gets_its_answer(desk: Desk) -> None:
    asked = Event()

    def script(talk: Talk) -> None:
        talk.head()
        asked.wait(10)
        talk.say(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")

    with Target(script) as target:
        desk.forward(target.port)
        with connect(desk) as connection:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            connection.shutdown(socket.SHUT_WR)
            asked.set()

            assert everything(connection).endswith(b"\r\n\r\nhello")


def test_a_client_that_leaves_frees_its_target(desk: Desk) -> None:
    desk.only_embedded("notices it when the target answers")
    gone = Event()

    def script(talk: Talk) -> None:
        talk.head()
        silent(talk)
        gone.set()

    with Target(script) as target:
        desk.forward(target.port)
        connection = connect(desk)
        connection.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        desk.wait(lambda: desk.active == {"blue": 1})
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()

        assert gone.wait(10)
        desk.wait(lambda: desk.active == {"blue": 0})
        assert {460: 1} == desk.tallies[TallyKey(PLAIN.arn, "blue")].elb_codes


def test_what_a_target_and_the_load_balancer_answered_is_counted_apart(desk: Desk) -> None:
    with Target(saying(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")) as target:
        desk.forward(target.port)
        once(desk)
        desk.forward()
        once(desk)
        desk.wait(lambda: desk.tallies[TallyKey(PLAIN.arn)].requests == 2)

        tally = desk.tallies[TallyKey(PLAIN.arn)]

        assert ({404: 1}, {503: 1}) == (tally.target_codes, tally.elb_codes)
        assert 1 == sum(tally.times.values())
