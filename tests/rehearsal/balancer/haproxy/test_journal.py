"""What haproxy writes, read as an ALB would tell it."""

import pytest

from rehearsal.balancer.haproxy.journal import Names, read_entry
from rehearsal.balancer.haproxy.statistics import Counted, read_statistics
from rehearsal.balancer.view import Listener
from tests.rehearsal.balancer.desk import PLAIN

NAMES = Names({"l1": (PLAIN, Listener("listener", "HTTPS", 443, ()))}, {"g1": "blue"})


@pytest.mark.parametrize(
    ("line", "group", "status", "seconds"),
    [
        (b"l1 g1 s1 404 -- 12", "blue", 404, 0.012),
        (b"l1 l1 <NOSRV> 418 LR -1", "", 418, None),
        (b"l1 g1 <NOSRV> 503 LR -1", "blue", 503, None),
        (b"l1 g1 s1 503 SC -1", "blue", 502, None),
        (b"l1 g1 s1 504 sH -1", "blue", 504, None),
        (b"l1 g1 s1 -1 CH -1", "blue", 460, None),
        (b"l1 g1 s1 503 -- 3", "blue", 503, 0.003),
    ],
)
def test_a_line_tells_who_answered_and_how(
    line: bytes, group: str, status: int, seconds: float | None
) -> None:
    entry = read_entry(line, NAMES)

    assert entry is not None
    assert (group, status, seconds) == (entry.group, entry.status, entry.seconds)
    assert ([1] * (2 if group else 1)) == [tally.requests for _, tally in entry.tallies]


@pytest.mark.parametrize("line", [b"", b"l1 g1 s1 404", b"l9 g1 s1 404 -- 1", b"l1 next-l1 next 404 -- 1"])
def test_a_broken_line_and_a_hop_to_the_next_process_are_nothing(line: bytes) -> None:
    assert read_entry(line, NAMES) is None


def test_a_long_line_is_an_entry_of_the_access_log() -> None:
    words = ("GET /a?b HTTP/1.1", b"shop.test".hex(), b"curl 8".hex(), b"Root=1".hex())
    line = f"l1 g1 s1 200 -- 12 10.0.0.1:99 127.0.0.2:80 0 1 5 120 300 {' '.join(words)}"
    entry = read_entry(line.encode(), NAMES)

    assert entry is not None
    served = entry.served
    assert served is not None
    assert (b"GET https://shop.test/a?b HTTP/1.1", b"curl 8", b"Root=1") == (
        served.line,
        served.agent,
        served.trace,
    )
    assert ("10.0.0.1:99", "127.0.0.2:80", 120, 300) == (
        served.client,
        served.target,
        served.received,
        served.sent,
    )
    assert (0.001, 0.012, 0.005) == served.seconds


def test_statistics_tell_sessions_by_server_and_answers_by_backend() -> None:
    table = "# pxname,svname,scur,hrsp_2xx,rtime,\ng1,s1,2,7,3,\ng1,s2,0,0,,\ng1,BACKEND,2,7,3,\n\n"
    seen = read_statistics(table)

    assert {("g1", "s1"): 2, ("g1", "s2"): 0} == seen.active
    assert {"g1": Counted(7, 0.003)} == seen.counted


def test_no_table_is_nothing_seen() -> None:
    """A process that is about to end may say nothing."""
    assert {} == read_statistics("").active
