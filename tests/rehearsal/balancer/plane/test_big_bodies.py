"""Bodies far larger than memory should ever hold, both ways, past slow readers."""

from pathlib import Path
from threading import Event

from tests.rehearsal.balancer.clients import answer, connect, exactly, until
from tests.rehearsal.balancer.desk import Desk
from tests.rehearsal.balancer.targets import Talk, Target, answering
from tests.rehearsal.balancer.waiting import wait_until_steady

SIZE = 200 * 1024 * 1024
PIECE = b"x" * 65536
MEGABYTE = 1024 * 1024


def peak(desk: Desk) -> int:
    """The most memory the data plane has ever had, haproxy's included."""
    process = Path(f"/proc/{desk.engine.pid}")
    children = (process / f"task/{desk.engine.pid}/children").read_text().split()
    return sum(_peak_of(Path("/proc") / one) for one in (process.name, *children))


def _peak_of(process: Path) -> int:
    status = (process / "status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


def test_a_download_past_a_slow_reader_stays_small(desk: Desk) -> None:
    """The reader starts only when the target can send no more: every chance to pile up."""
    stuck = Event()

    def script(talk: Talk) -> None:
        talk.head()
        talk.say(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % SIZE)
        talk.socket.settimeout(0.5)
        sent = 0
        while sent < SIZE:
            try:
                sent += talk.socket.send(PIECE[: SIZE - sent])
            except TimeoutError:
                stuck.set()
                talk.socket.settimeout(10)

    with Target(script) as target:
        desk.forward(target.port)
        before = peak(desk)
        with connect(desk) as connection:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            until(connection, b"\r\n\r\n")
            assert stuck.wait(10)
            for _ in range(SIZE // MEGABYTE):
                exactly(connection, MEGABYTE)

        assert peak(desk) - before < 20 * MEGABYTE


def test_an_upload_past_a_slow_target_stays_small(desk: Desk) -> None:
    read_on = Event()

    def script(talk: Talk) -> None:
        talk.head()
        read_on.wait(10)
        left = SIZE
        while left:
            left -= len(talk.read(min(left, MEGABYTE)))
        talk.say(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone")

    with Target(script) as target:
        desk.forward(target.port)
        before = peak(desk)
        with connect(desk) as connection:
            connection.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % SIZE)
            connection.settimeout(0.5)
            sent = 0
            while sent < SIZE:
                try:
                    sent += connection.send(PIECE[: SIZE - sent])
                except TimeoutError:
                    read_on.set()
                    connection.settimeout(10)

            assert b"done" == answer(connection)[1]
        assert peak(desk) - before < 20 * MEGABYTE


def test_pipelining_without_reading_stays_small(desk: Desk) -> None:
    """Each answer fits the way back, and all together do not: nothing may begin while the client is slow."""
    body, number = b"x" * 100_000, 600
    with Target(answering(body)) as target:
        desk.forward(target.port)
        before = peak(desk)
        with connect(desk) as connection:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n" * number)
            wait_until_steady(lambda: len(target.heads))
            after = peak(desk)
            got = [len(answer(connection)[1]) for _ in range(number)]

        assert [len(body)] * number == got
        assert after - before < 20 * MEGABYTE
