"""What a target receives and what a client receives."""

import re
from dataclasses import replace
from socket import socket

from rehearsal.balancer.engines import Engine
from rehearsal.balancer.view import FixedResponse, Forward, Redirect, Unsupported
from tests.rehearsal.balancer.clients import answer, ask, connect, everything, once, status, until
from tests.rehearsal.balancer.desk import PLAIN, Desk, group
from tests.rehearsal.balancer.targets import Talk, Target, answering, saying

POST_CHUNKS = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"


def connect_to(desk: Desk, target: Target) -> socket:
    """A connection to a listener in front of one target."""
    desk.forward(target.port)
    return connect(desk)


def test_connections_are_kept_on_both_sides(desk: Desk) -> None:
    with Target(answering(b"hello")) as target:
        desk.forward(target.port)

        with connect(desk) as connection:
            bodies = [ask(connection)[1] for _ in range(5)]

        assert [b"hello"] * 5 == bodies
        assert 1 == target.connections


def test_a_target_is_told_who_asked_and_how(desk: Desk) -> None:
    with Target(answering(b"")) as target:
        desk.forward(target.port)

        once(
            desk,
            "Connection: keep-alive, X-Secret",
            "X-Secret: 1",
            "X-Forwarded-For: 203.0.113.7",
            "TE: trailers",
        )

        lines = target.heads[0].split(b"\r\n")
        assert b"GET / HTTP/1.1" == lines[0]
        assert b"Host: shop.test" in lines
        assert b"X-Forwarded-For: 203.0.113.7, 127.0.0.1" in lines
        assert b"X-Forwarded-Proto: http" in lines
        # haproxy leaves the headers alone that the Connection header lists.
        listed = () if desk.kind is Engine.HAPROXY else (b"x-secret",)
        assert not any(line.lower().startswith((b"connection", b"te:", *listed)) for line in lines)
        assert re.search(rb"X-Amzn-Trace-Id: Root=1-[0-9a-f]{8}-[0-9a-f]{24}", target.heads[0])


def test_forwarded_for_follows_the_load_balancers_attribute(desk: Desk) -> None:
    with Target(answering(b"")) as target:
        desk.forward(target.port, balancer=replace(PLAIN, forwarded_for="preserve"))
        once(desk, "X-Forwarded-For: 203.0.113.7")
        desk.forward(target.port, balancer=replace(PLAIN, forwarded_for="remove"))
        once(desk, "X-Forwarded-For: 203.0.113.7")

        assert b"X-Forwarded-For: 203.0.113.7\r\n" in target.heads[0]
        assert b"X-Forwarded-For" not in target.heads[1]


def test_bodies_go_through_both_ways_by_length_and_in_chunks(desk: Desk) -> None:
    def by_turns(talk: Talk) -> None:
        talk.head()
        body = talk.read(5)
        talk.say(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n%b\r\n0\r\n\r\n" % body)
        talk.head()
        chunks = b""
        while not chunks.endswith(b"\r\n\r\n"):
            chunks += talk.read(1)
        talk.say(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(chunks), chunks))

    with Target(by_turns) as target, connect_to(desk, target) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello")
        head = until(connection, b"\r\n\r\n")
        chunked = until(connection, b"0\r\n\r\n")
        connection.sendall(POST_CHUNKS + b"3;x=1\r\nabc\r\n0\r\n\r\n")

        assert b"Transfer-Encoding: chunked" in head
        assert b"5\r\nhello\r\n0\r\n\r\n" == chunked
        assert b"3\r\nabc\r\n0\r\n\r\n" == answer(connection)[1]


def test_trailers_are_dropped(desk: Desk) -> None:
    desk.only_embedded("passes trailers on")

    def script(talk: Talk) -> None:
        talk.head()
        body = talk.read(len(b"3\r\nabc\r\n0\r\n\r\n"))
        talk.say(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))

    with Target(script) as target, connect_to(desk, target) as connection:
        connection.sendall(POST_CHUNKS + b"3\r\nabc\r\n0\r\nX: 1\r\n\r\n")

        assert b"3\r\nabc\r\n0\r\n\r\n" == answer(connection)[1]


def test_a_body_without_a_length_ends_in_a_way_the_client_understands(desk: Desk) -> None:
    with Target(saying(b"HTTP/1.1 200 OK\r\n\r\nhello")) as target, connect_to(desk, target) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        head, _, body = everything(connection).partition(b"\r\n\r\n")

    is_chunked = b"Transfer-Encoding: chunked" in head
    assert (b"5\r\nhello\r\n0\r\n\r\n" if is_chunked else b"hello") == body


def test_a_body_without_a_length_is_chunked_for_http_1_1_and_closes_http_1_0(desk: Desk) -> None:
    desk.only_embedded("ends it with the connection")
    with Target(saying(b"HTTP/1.1 200 OK\r\n\r\nhello")) as target:
        desk.forward(target.port)
        with connect(desk) as modern:
            modern.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            chunked = until(modern, b"0\r\n\r\n")
        with connect(desk) as old:
            old.sendall(b"GET / HTTP/1.0\r\n\r\n")
            plain = until(old, b"hello")
            end = old.recv(1)

        assert chunked.endswith(b"5\r\nhello\r\n0\r\n\r\n")
        assert b"Transfer-Encoding" not in plain
        assert b"" == end


def test_pipelined_requests_are_answered_in_order(desk: Desk) -> None:
    def by_path(talk: Talk) -> None:
        while head := talk.head():
            path = head.split(b" ")[1]
            talk.say(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(path), path))

    with Target(by_path) as target, connect_to(desk, target) as connection:
        connection.sendall(b"".join(b"GET /%d HTTP/1.1\r\nHost: a\r\n\r\n" % number for number in range(50)))

        bodies = [answer(connection)[1] for _ in range(50)]

        assert [b"/%d" % number for number in range(50)] == bodies


def test_an_interim_answer_reaches_the_client_first(desk: Desk) -> None:
    def script(talk: Talk) -> None:
        talk.head()
        talk.say(b"HTTP/1.1 100 Continue\r\n\r\n")
        body = talk.read(3)
        talk.say(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n" + body)

    with Target(script) as target, connect_to(desk, target) as connection:
        connection.sendall(b"PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n")
        interim = until(connection, b"\r\n\r\n")
        connection.sendall(b"abc")

        assert b"HTTP/1.1 100 Continue\r\n\r\n" == interim
        assert b"abc" == answer(connection)[1]


def test_the_answer_to_a_head_request_ends_with_its_head(desk: Desk) -> None:
    def script(talk: Talk) -> None:
        while talk.head():
            talk.say(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")

    with Target(script) as target, connect_to(desk, target) as connection:
        for _ in range(2):
            connection.sendall(b"HEAD / HTTP/1.1\r\nHost: a\r\n\r\n")
            assert b"Content-Length: 1000" in until(connection, b"\r\n\r\n")


def test_fixed_responses_and_redirects_need_no_target(desk: Desk) -> None:
    desk.route(FixedResponse(418, "text/plain", "closed"))
    fixed = once(desk)
    desk.route(Redirect(301, protocol="HTTPS", port="443"))
    redirect, _ = once(desk, line="GET /a?b HTTP/1.1")
    desk.route(Unsupported("authenticate-oidc"))
    sign_in, _ = once(desk)

    assert (418, b"closed") == (status(fixed[0]), fixed[1])
    assert b"\r\nLocation: https://shop.test/a?b\r\n" in redirect
    assert 561 == status(sign_in)


def test_what_is_left_of_a_body_after_an_own_answer_is_thrown_away(desk: Desk) -> None:
    desk.only_embedded("closes the connection")
    desk.route(FixedResponse(200, "text/plain", "no thanks"))

    with connect(desk) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n" + b"x" * 50_000)
        first = answer(connection)
        connection.sendall(b"x" * 50_000)
        second = ask(connection)

    assert first[1] == second[1] == b"no thanks"


def test_listeners_forward_to_nobody_with_503(desk: Desk) -> None:
    desk.route(Forward((("blue", 0),)), group("blue"))

    assert 503 == status(once(desk)[0])
