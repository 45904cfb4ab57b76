"""Waiting has one home: deadline, no-progress clock, backoff with jitter, and the last reason."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from deploy.connectors.clock.memory import MemoryClock
from deploy.engine.events import Event, Waiting
from deploy.engine.waiting import LATE_SECONDS, Patience, Pulse, Sight, WaitedInVain, Waiter
from deploy.errors import ExitCode, Stopped

PATIENCE = Patience(60.0, 20.0, first_pause=1.0, growth=2.0, longest_pause=8.0)
LONG = Patience(60.0, 600.0, first_pause=1.0, growth=2.0, longest_pause=8.0)


@dataclass
class Bench:
    """A waiter over a clock in memory, the moments of its looks, and what it told the screen."""

    jitter: float = 0.5
    shown: list[Event] = field(default_factory=list)
    looks: list[float] = field(default_factory=list)
    between: Callable[[], None] = lambda: None

    def __post_init__(self) -> None:
        self.clock = MemoryClock(jitter=self.jitter)
        self.waiter = Waiter(self.clock, self.shown.append, self._between)

    def _between(self) -> None:
        self.between()

    def probe(self, answer: Callable[[float], Pulse]) -> Callable[[], Pulse]:
        """A probe that answers by the time."""

        def look() -> Pulse:
            self.looks.append(self.clock.boot())
            return answer(self.clock.boot())

        return look

    @property
    def pauses(self) -> list[float]:
        """The times between two looks."""
        return [round(b - a, 6) for a, b in zip(self.looks, self.looks[1:], strict=False)]


def from_second(second: float) -> Callable[[float], Pulse]:
    """There from that second on."""
    return lambda now: Pulse(Sight.THERE if now >= second else Sight.NOT_YET, "starting")


def test_what_is_there_is_not_waited_for() -> None:
    """One look, no time, no word."""
    bench = Bench()

    pulse = bench.waiter.until(bench.probe(from_second(0)), PATIENCE)

    assert (Sight.THERE, [0.0], []) == (pulse.sight, bench.looks, bench.shown)


def test_pauses_grow_up_to_the_longest() -> None:
    """Looking often at first and seldom later; the middle of the jitter is the plain pause."""
    bench = Bench()

    bench.waiter.until(bench.probe(from_second(30.0)), LONG)

    assert [1.0, 2.0, 4.0, 8.0, 8.0, 8.0] == bench.pauses[:6]


@pytest.mark.parametrize(("jitter", "first"), [(0.0, 0.75), (1.0, 1.25)])
def test_jitter_stays_within_a_quarter(jitter: float, first: float) -> None:
    """Many that wait for the same do not look at the same moment."""
    bench = Bench(jitter=jitter)

    bench.waiter.until(bench.probe(from_second(20.0)), LONG)

    assert [first, first * 2, first * 4] == bench.pauses[:3]


def test_the_deadline_ends_the_wait_with_the_last_reason() -> None:
    """At the deadline and not long after it."""
    bench = Bench()

    with pytest.raises(WaitedInVain) as raised:
        bench.waiter.until(bench.probe(lambda now: Pulse(Sight.NOT_YET, f"at {now:.0f}", f"{now}")), PATIENCE)

    assert "wait-timed-out" == raised.value.reference
    assert "last seen: at 60" == raised.value.why
    assert ExitCode.REVERTED == raised.value.exit_code
    assert 60.0 <= bench.clock.boot() <= 62.0


def test_no_progress_ends_the_wait_before_the_deadline() -> None:
    """The mark stood still for its whole time."""
    bench = Bench()

    with pytest.raises(WaitedInVain) as raised:
        bench.waiter.until(bench.probe(from_second(1e9)), PATIENCE)

    assert "wait-without-progress" == raised.value.reference
    assert 20.0 <= bench.clock.boot() <= 28.0


def test_progress_sets_the_clock_and_the_pauses_back() -> None:
    """A wait that moves is watched closely again."""
    bench = Bench()

    def answer(now: float) -> Pulse:
        return Pulse(
            Sight.THERE if now >= 30 else Sight.NOT_YET, "pulling", "layer 2" if now >= 15 else "layer 1"
        )

    bench.waiter.until(bench.probe(answer), PATIENCE)

    assert [1.0, 2.0, 4.0, 8.0, 1.0, 2.0, 4.0, 8.0] == bench.pauses


def test_an_answer_that_was_long_on_its_way_does_not_end_the_wait() -> None:
    """A call that hung says nothing of what it asked about: the next look decides."""
    bench = Bench()

    def hangs_once(now: float) -> Pulse:
        if now == 1.0:
            bench.clock.advance(50.0)
        return from_second(40.0)(now)

    pulse = bench.waiter.until(bench.probe(hangs_once), PATIENCE)

    assert (Sight.THERE, 53.0) == (pulse.sight, bench.clock.boot())


def test_what_is_hopeless_is_not_waited_for() -> None:
    """A crashed candidate does not come by waiting."""
    bench = Bench()

    with pytest.raises(WaitedInVain) as raised:
        bench.waiter.until(bench.probe(lambda _: Pulse(Sight.HOPELESS, "exits with 1")), PATIENCE)

    assert ("wait-hopeless", 0.0) == (raised.value.reference, bench.clock.boot())
    assert "last seen: exits with 1" == raised.value.why


def test_a_signal_ends_the_wait_at_the_next_look() -> None:
    """Not only at the end of the wait."""
    bench = Bench()

    def stop() -> None:
        if bench.clock.boot() >= 3.0:
            raise Stopped("stopped-by-signal", what="stopped", why="SIGTERM", do="inv status")

    bench.between = stop

    with pytest.raises(Stopped):
        bench.waiter.until(bench.probe(from_second(50.0)), PATIENCE)
    assert 3.0 == bench.clock.boot()


def test_every_look_is_told_to_the_screen() -> None:
    """The reason, how long it took so far, and the limit."""
    bench = Bench()

    bench.waiter.until(bench.probe(from_second(3.0)), PATIENCE)

    assert [Waiting("starting", 0.0, 60.0), Waiting("starting", 1.0, 60.0)] == bench.shown


def test_a_watch_looks_for_the_whole_time() -> None:
    """The first and the last moment included."""
    bench = Bench()

    bench.waiter.through(5.0, bench.probe(from_second(0)))

    assert [0.0, 1.0, 2.0, 3.0, 4.0, 5.0] == bench.looks


def test_a_watch_of_no_time_looks_once() -> None:
    """To verify is to watch for no time."""
    bench = Bench()

    bench.waiter.through(0.0, bench.probe(from_second(0)))

    assert [0.0] == bench.looks


def test_a_watch_ends_at_the_first_hopeless_answer() -> None:
    """Being good again later does not help."""
    bench = Bench()

    def answer(now: float) -> Pulse:
        return Pulse(Sight.HOPELESS if now == 3.0 else Sight.THERE, "answers 500")

    with pytest.raises(WaitedInVain) as raised:
        bench.waiter.through(5.0, bench.probe(answer))

    assert ("watch-failed", 3.0) == (raised.value.reference, bench.clock.boot())
    assert ("the watch ended after 3 s", "last seen: answers 500") == (raised.value.what, raised.value.why)


@pytest.mark.parametrize("seconds", [0.0, 5.0])
def test_a_watch_begins_anew_after_an_answer_that_is_not_there_yet(seconds: float) -> None:
    """Its whole time lies after the last of them, and begins with an answer that is there."""
    bench = Bench()

    def answer(now: float) -> Pulse:
        return Pulse(Sight.NOT_YET if now in {0.0, 1.0, 3.0} else Sight.THERE, "answers as v1")

    bench.waiter.through(seconds, bench.probe(answer))

    assert (2.0 if seconds == 0.0 else 4.0 + seconds) == bench.clock.boot()


@pytest.mark.parametrize("seconds", [0.1 + 0.2, 0.7, 2.0 / 3.0, 1.1, 29.999999999])
def test_a_watch_of_any_length_comes_to_its_end(seconds: float) -> None:
    """Sums of floating numbers may never be exactly the length that was asked for."""
    bench = Bench()
    bench.clock.advance(1e6 / 3)

    bench.waiter.through(seconds, bench.probe(from_second(0)), pause=0.1)

    assert len(bench.looks) <= seconds / 0.1 + 3
    assert seconds - 0.002 <= bench.looks[-1] - bench.looks[0] <= seconds + 0.002


def test_a_watch_asks_between_looks_whether_to_stop() -> None:
    """A person need not wait for the end of a watch."""
    bench = Bench()

    def stop() -> None:
        raise Stopped("stopped-by-signal", what="stopped", why="SIGINT", do="inv status")

    bench.between = stop

    with pytest.raises(Stopped):
        bench.waiter.through(300.0, bench.probe(from_second(0)))
    assert 0.0 == bench.clock.boot()


@pytest.mark.parametrize(("good_from", "believed"), [(0.0, True), (3.0, True), (30.0, False)])
def test_what_would_end_a_run_is_believed_when_it_is_said_for_some_seconds(
    good_from: float,
    believed: bool,  # noqa: FBT001 - expected
) -> None:
    """A read may be late; what is good is believed at once."""
    bench = Bench()

    found = bench.waiter.believed(lambda: bench.clock.boot() >= good_from, bool)

    assert believed is found
    assert min(good_from, LATE_SECONDS) <= bench.clock.boot() <= LATE_SECONDS + 1
