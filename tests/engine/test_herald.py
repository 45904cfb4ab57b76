"""The herald tells beside the run: it delays nothing, and what fails is one warning."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

from deploy.connectors.notify.memory import DeafNotifier, MemoryNotifier
from deploy.connectors.notify.port import News, Notifier
from deploy.engine.events import Said
from deploy.engine.herald import Herald
from deploy.engine.order import Order, Thought
from deploy.engine.screen.recording import RecordingScreen
from deploy.errors import ExitCode, Reverted, Stopped
from deploy.model.plan import Plan
from tests.engine.runner_room import ERRAND, SOUND, Done, Play, Room, failing

FAILURE = Reverted("step-failed", what="the step failed", why="it had to", do="inv status")


@dataclass
class Hearing:
    """A room with a herald, and what was told."""

    notifiers: tuple[Notifier, ...] = ()
    memory: MemoryNotifier = field(default_factory=MemoryNotifier)
    goodbye_seconds: float = 5.0

    def __post_init__(self) -> None:
        self.screen = RecordingScreen()
        said = (*self.notifiers, self.memory)
        self.herald = Herald(said, "ada", "https://ci/1", self.screen.show, self.goodbye_seconds)
        self.room = Room(herald=self.herald)

    def run(self, *steps: Play, news: tuple[str, ...] = ()) -> ExitCode:
        """Run these steps; the way back is empty."""
        order: Order[Done] = Order(
            ERRAND,
            lambda: Thought(Plan("because", steps), news=news),
            lambda _: Plan("back to v1", (Play("go back"),)),
            lambda: SOUND,
        )
        return self.room.runner.run(order)

    @property
    def titles(self) -> list[str]:
        """What was told, in order."""
        return [news.title for news in self.memory.told]

    @property
    def warnings(self) -> list[str]:
        """What the person was warned of."""
        return [e.text for e in self.screen.events if isinstance(e, Said) and e.is_warning]


def test_a_run_is_told_at_its_beginning_and_with_its_verdict() -> None:
    """Who, why, where and the line that undoes it come with it."""
    hearing = Hearing()

    assert ExitCode.DONE == hearing.run(Play("a"))

    assert ["deploy v2: began", "deploy v2: done"] == hearing.titles
    wanted = News("deploy v2: done", "v2 is live", "ada", "a reason", "https://ci/1", "inv rollback")
    assert wanted == hearing.memory.told[-1]


def test_a_way_back_is_told_with_its_reason() -> None:
    """Between beginning and verdict."""
    hearing = Hearing()

    assert ExitCode.REVERTED == hearing.run(Play("a", failing(FAILURE)))

    assert "deploy v2: goes back" == hearing.titles[1]
    assert "the step failed: back to v1" == hearing.memory.told[1].text
    assert "FAILED" in hearing.titles[2]


def test_what_happened_before_is_told_after_the_beginning() -> None:
    """A traffic shift that the platform took back while nobody was there."""
    hearing = Hearing()

    hearing.run(Play("a"), news=("v1 serves again",))

    assert ("deploy v2: something happened before", "v1 serves again") == (
        hearing.titles[1],
        hearing.memory.told[1].text,
    )


def test_a_run_that_loses_its_lease_is_told_as_broken_off() -> None:
    """Whoever heard of the beginning must not wait for a verdict for ever."""
    hearing = Hearing()

    def lose() -> None:
        hearing.room.lease.progress(0.0)
        hearing.room.clock.advance(61.0)
        raise FAILURE

    with pytest.raises(Stopped):
        hearing.run(Play("a", lose))

    assert "BROKEN OFF" in hearing.titles[-1]


def test_a_deaf_notifier_is_one_warning_and_changes_nothing() -> None:
    """The others are told all the same, and the deaf one is not tried again."""
    hearing = Hearing((DeafNotifier("503"),))

    assert ExitCode.DONE == hearing.run(Play("a"))

    assert 2 == len(hearing.titles)
    assert [
        "not everybody was told (deaf: 503: deploy v2: began); the run is not touched by that"
    ] == hearing.warnings
    assert ("0", "v2 is live") == hearing.room.ending


def test_a_notifier_that_hangs_delays_no_step_and_the_end_only_a_moment() -> None:
    """The steps are over while the first news is still on its way."""
    with hanging() as slow:
        hearing = Hearing((slow,), goodbye_seconds=0.05)

        assert ExitCode.DONE == hearing.run(Play("a"), Play("b"))

        assert ["a", "b"] == hearing.room.world.acts
        assert [True] == ["longer than 0.05 s" in warning for warning in hearing.warnings]


def test_a_defect_in_a_notifier_is_a_warning_too() -> None:
    """Its text may hold anything, so only its kind is said."""
    hearing = Hearing((Defective(),))

    assert ExitCode.DONE == hearing.run(Play("a"))

    assert ["KeyError" in warning and "secret" not in warning for warning in hearing.warnings] == [True]


def test_nobody_to_tell_means_no_thread_and_no_warning() -> None:
    """Most environments have no notifiers."""
    before = threading.active_count()
    herald = Herald()

    herald.began(ERRAND)

    assert before == threading.active_count()
    herald.finish()


@dataclass(frozen=True)
class Defective:
    """A notifier with a defect."""

    name: str = "defective"

    def tell(self, _news: News) -> None:
        """Fail as no notifier should."""
        raise KeyError("secret")


@dataclass(frozen=True)
class Hanging:
    """A notifier that waits for a gate."""

    gate: threading.Event
    name: str = "slow"

    def tell(self, _news: News) -> None:
        """Wait."""
        self.gate.wait(30)


@contextmanager
def hanging() -> Iterator[Hanging]:
    """A notifier that hangs until the test is over."""
    gate = threading.Event()
    try:
        yield Hanging(gate)
    finally:
        gate.set()
