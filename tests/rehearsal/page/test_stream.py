"""The stream of one watcher, and the looking that all of them share."""

import json
from collections.abc import Callable
from threading import Event, Thread

from rehearsal.page.glass import Glass, Shown
from rehearsal.page.model import Snapshot
from rehearsal.page.stream import BYE, RETRY, Watchers, events

CALM = Snapshot("1", "us-east-1", "http://127.0.0.1:1", (), (), (), (), ())


def data_of(event: bytes) -> dict[str, object]:
    """The JSON of an event."""
    line = next(line for line in event.decode().splitlines() if line.startswith("data: "))
    found: dict[str, object] = json.loads(line.removeprefix("data: "))
    return found


class Records:
    """Records that count how often they are looked at."""

    def __init__(self, look: Callable[[], Snapshot | None] = lambda: CALM) -> None:
        self.looks = 0
        self._look = look

    def __call__(self) -> Snapshot | None:
        """Look."""
        self.looks += 1
        return self._look()


def test_a_watcher_gets_a_snapshot_at_once_and_then_a_beat() -> None:
    stream = events(Glass(Records()), Watchers())
    retry, first, beat = next(stream), next(stream), next(stream)
    assert RETRY == retry
    assert first.startswith(b"event: snapshot\nid: 1\n")
    assert "us-east-1" == data_of(first)["region"]
    assert beat.startswith(b"event: beat\n")
    assert {"now", "seen"} == data_of(beat).keys()
    stream.close()


def test_an_unchanged_snapshot_is_not_sent_again() -> None:
    """Only beats follow, so an idle page costs next to nothing."""
    stream = events(Glass(Records()), Watchers())
    heard = [next(stream) for _ in range(4)]
    assert [b"event: beat"] * 2 == [event.splitlines()[0] for event in heard[2:]]
    stream.close()


def test_two_watchers_share_one_look() -> None:
    """The records are read for all of them together."""
    records, watchers = Records(), Watchers()
    glass = Glass(records)
    for stream in (events(glass, watchers), events(glass, watchers)):
        next(stream)
        assert next(stream).startswith(b"event: snapshot\nid: 1\n")
        stream.close()
    assert 1 == records.looks


def test_nobody_looks_before_somebody_watches() -> None:
    records = Records()
    stream = events(Glass(records), Watchers())
    next(stream)
    assert 0 == records.looks
    stream.close()


def test_records_that_are_held_by_somebody_leave_the_last_look_and_its_age() -> None:
    """The page then says how old its figures are."""
    answers = iter([CALM, None, None, None, None, None, None])
    stream = events(Glass(Records(lambda: next(answers))), Watchers())
    assert RETRY == next(stream)
    assert next(stream).startswith(b"event: snapshot\n")
    first, second = data_of(next(stream)), data_of(next(stream))
    assert first["seen"] == second["seen"]
    assert first["now"] != second["now"]
    stream.close()


def test_a_look_that_fails_does_not_end_the_stream() -> None:
    """The server's log has the reason."""

    def broken() -> Snapshot:
        raise ValueError("a record of an unknown shape")

    stream = events(Glass(Records(broken)), Watchers())
    next(stream)
    assert 0.0 == data_of(next(stream))["seen"]
    stream.close()


class Counted(Glass):
    """A glass that counts how often a stream asks it."""

    asked = 0

    def shown(self) -> Shown:
        """Show, and count."""
        self.asked += 1
        return super().shown()


def test_a_stream_without_anything_to_show_rests_all_the_same() -> None:
    """It must not take a processor for itself while the records are held."""
    glass = Counted(Records(lambda: None))
    stream = events(glass, Watchers())
    for _ in range(3):
        next(stream)
    assert 2 < glass.asked < 10
    stream.close()


def test_watchers_are_counted_from_coming_to_leaving() -> None:
    watchers = Watchers()
    stream = events(Glass(Records()), watchers)
    assert 0 == watchers.count
    next(stream)
    assert 1 == watchers.count
    stream.close()
    assert 0 == watchers.count


def test_every_stream_says_goodbye_at_the_end() -> None:
    watchers, heard, begun = Watchers(), list[bytes](), Event()

    def watch() -> None:
        for event in events(Glass(Records()), watchers):
            heard.append(event)
            begun.set()

    thread = Thread(target=watch)
    thread.start()
    assert begun.wait(5)
    assert watchers.end(5)
    thread.join(5)
    assert BYE == heard[-1]


def test_an_end_wakes_whoever_waits() -> None:
    watchers, answers = Watchers(), list[bool]()
    thread = Thread(target=lambda: answers.append(watchers.wait(60)))
    thread.start()
    watchers.end(0)
    thread.join(5)
    assert [False] == answers


def test_an_end_does_not_wait_for_ever_for_a_watcher_that_is_stuck() -> None:
    watchers = Watchers()
    watchers.come()
    assert watchers.end(0.01) is False
