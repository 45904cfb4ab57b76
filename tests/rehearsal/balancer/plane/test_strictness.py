"""Attempts to smuggle, and sizes nobody should send, over real connections."""

import pytest

from rehearsal.balancer.engines import Engine
from tests.rehearsal.balancer.clients import connect, everything
from tests.rehearsal.balancer.desk import Desk
from tests.rehearsal.balancer.targets import Talk, Target, answering

OURS = b"HTTP/1.1 400 Bad Request\r\nServer: awselb/2.0\r\n"
POST = b"POST / HTTP/1.1\r\nHost: a\r\n"
ATTEMPTS = {
    "CL.TE": POST + b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG",
    "TE.TE": POST + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\n",
    "TE with a tab": b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\x0bchunked\r\n\r\n0\r\n\r\n",
    "two lengths": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nContent-Length: 5\r\n\r\nhello",
    "a folded header": b"POST / HTTP/1.1\r\nHost: a\r\nX: 1\r\n Content-Length: 5\r\n\r\nhello",
    "a bare line feed": b"GET / HTTP/1.1\r\nHost: a\nX: 1\r\n\r\n",
    "a broken chunk": b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabGET /admin",
    "an endless head": b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: 1\r\n" * 20_000,
    "a request without a host": b"GET / HTTP/1.1\r\n\r\n",
}
# What haproxy reads in the one way that is safe: it drops the length, joins the lines, takes the line feed.
READ_SAFELY = ("CL.TE", "a folded header", "a bare line feed")


@pytest.mark.parametrize("name", ATTEMPTS)
def test_an_attempt_is_refused_and_the_connection_ends(desk: Desk, name: str) -> None:
    if name in READ_SAFELY:
        desk.only_embedded("reads it in one way only and does not refuse it")
    with Target(answering(b"reached")) as target:
        desk.forward(target.port)
        with connect(desk) as connection:
            connection.sendall(ATTEMPTS[name] + b"GET /admin HTTP/1.1\r\nHost: a\r\n\r\n")
            answer = everything(connection)

        # What is no request at all is answered by haproxy with a page of its own.
        said = b"HTTP/1.1 400 Bad" if desk.kind is Engine.HAPROXY else OURS
        assert answer.startswith(said)
        assert 1 == answer.count(b"HTTP/1.1")
        assert not any(b"/admin" in head for head in target.heads)


def test_bytes_behind_a_response_never_reach_the_next_client(desk: Desk) -> None:
    poisoned = (
        b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngoodHTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nbad"
    )

    def script(talk: Talk) -> None:
        while talk.head():
            talk.say(poisoned)

    with Target(script) as target:
        desk.forward(target.port)
        with connect(desk) as connection:
            for _ in range(2):
                connection.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            connection.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            answers = everything(connection)

        assert 3 == answers.count(b"good")
        assert b"bad" not in answers
        assert 3 == target.connections
