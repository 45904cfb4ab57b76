"""What a signal does to a run."""

import os
import signal
import threading
import time
from dataclasses import dataclass, field

import pytest

from deploy.connectors.clock.memory import MemoryClock
from deploy.engine.events import Event, Said
from deploy.engine.stopping import SIGNALS, Stopping
from deploy.errors import ExitCode, Stopped


@dataclass
class ListScreen:
    """A screen that keeps what it is shown; whoever holds its lock makes it wait."""

    shown: list[Event] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    is_closed: bool = False

    def show(self, event: Event) -> None:
        """Keep it."""
        with self.lock:
            self.shown.append(event)

    def close(self) -> None:
        """Note that the terminal was given back."""
        with self.lock:
            self.is_closed = True


class Stage:
    """A clock, a screen, and the codes that the run was left with."""

    def __init__(self) -> None:
        self.clock = MemoryClock()
        self.screen = ListScreen()
        self.left: list[int] = []
        self.stopping = Stopping(self.clock, self.screen, leave=self.left.append)


@pytest.fixture
def stage() -> Stage:
    """A stage on which no signal was sent yet."""
    return Stage()


def eventually(stage: Stage) -> float:
    """The seconds until the screen says that the run is stopping."""
    began = time.monotonic()
    while not stage.screen.shown and time.monotonic() - began < 10:
        time.sleep(0.001)
    return time.monotonic() - began


def test_nothing_stops_unasked(stage: Stage) -> None:
    """Without a signal every safe point lets the run go on."""
    stage.stopping.check()

    assert not stage.stopping.is_asked


@pytest.mark.parametrize("number", SIGNALS)
def test_first_signal_is_heard_at_once_and_heeded_at_a_safe_point(
    stage: Stage, number: signal.Signals
) -> None:
    """The person knows at once; the run ends where it checks, with exit code 8."""
    with stage.stopping as stopping:
        os.kill(os.getpid(), number)
        took = eventually(stage)
        with pytest.raises(Stopped) as stopped:
            stopping.check()

    assert took < 3
    assert number.name in str(stage.screen.shown)
    assert ("stopped-by-signal", ExitCode.STOPPED) == (stopped.value.reference, stopped.value.exit_code)
    assert number.name in stopped.value.why


def test_handlers_are_put_back() -> None:
    """Afterwards the process answers signals as it did before, and writes them nowhere."""
    before = [signal.getsignal(number) for number in SIGNALS]
    with Stage().stopping:
        assert before != [signal.getsignal(number) for number in SIGNALS]

    assert before == [signal.getsignal(number) for number in SIGNALS]
    assert -1 == signal.set_wakeup_fd(-1)


def test_second_interrupt_leaves_and_says_what_still_runs(
    stage: Stage, capfd: pytest.CaptureFixture[str]
) -> None:
    """The terminal is given back, the message names what runs on and where to look, and the code is 8."""
    stage.stopping.still_runs = lambda: ["terraform (process 7)"]
    stage.stopping.heard(signal.SIGINT)
    stage.clock.advance(1)
    stage.stopping.heard(signal.SIGINT)

    said = capfd.readouterr().err
    assert [ExitCode.STOPPED] == stage.left
    assert stage.screen.is_closed
    assert "still running: terraform (process 7)" in said
    assert "inv status" in said


def test_one_wish_that_arrives_twice_does_not_leave(stage: Stage) -> None:
    """Some senders signal the process and its group; that is no second Ctrl-C."""
    stage.stopping.heard(signal.SIGINT)
    stage.stopping.heard(signal.SIGINT)

    assert [] == stage.left


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_build_server_that_insists_does_not_make_the_run_leave(stage: Stage, number: int) -> None:
    """GitHub sends INT and then TERM; the time between TERM and KILL is still used to stop well."""
    stage.stopping.heard(signal.SIGINT)
    stage.clock.advance(7.5)
    stage.stopping.heard(number)

    assert [] == stage.left
    assert "SIGINT" == stage.stopping.signal_name


def test_leaving_does_not_wait_for_a_screen_that_hangs(stage: Stage) -> None:
    """Both signals are heard while the main thread holds the screen."""
    with stage.screen.lock:
        stage.stopping.heard(signal.SIGINT)
        stage.clock.advance(1)
        stage.stopping.heard(signal.SIGINT)

        assert [ExitCode.STOPPED] == stage.left


def test_first_signal_says_how_to_leave(stage: Stage) -> None:
    """A person who cannot wait learns what a second Ctrl-C does."""
    stage.stopping.heard(signal.SIGTERM)

    said = stage.screen.shown[0]
    assert isinstance(said, Said)
    assert said.is_warning
    assert "Ctrl-C once more" in said.text
