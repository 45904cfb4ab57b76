"""The only place that waits: deadline, no-progress clock, backoff with jitter, and the last reason."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

from deploy.connectors.clock.port import Clock
from deploy.engine.events import Event, Waiting
from deploy.errors import Passing, Reverted, Stopped

T = TypeVar("T")
LONGEST_TROUBLE = 300.0
"""For how long a busy or silent outside is asked again."""
LATE_SECONDS = 5.0
"""For so long a look may show what was: what would end a run is believed when it is seen for longer."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 15.0
_LONG_LOOK = 30.0
_MOMENT = 0.001
"""Less than this is no time: a clock of floating numbers may never reach the exact end."""


class Sight(Enum):
    """What a look at the awaited thing can say."""

    THERE = "there"
    NOT_YET = "not yet"
    HOPELESS = "hopeless"


@dataclass(frozen=True, slots=True)
class Pulse:
    """One look: where it stands, why, and a mark that changes whenever there is progress."""

    sight: Sight
    reason: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, in all and without progress, and how often to look."""

    limit_seconds: float
    no_progress_seconds: float
    first_pause: float = 0.1
    growth: float = 1.5
    longest_pause: float = 5.0


class OutOfReach(Stopped):
    """Nobody answered for minutes; what is armed goes back by itself, and the same command goes on."""


class WaitedInVain(Reverted):
    """What was awaited did not come; says which clock ended the wait and the last reason."""

    def explained(self, words: str) -> "WaitedInVain":
        """The same with what is known beside the last reason; words that it holds are not repeated."""
        if not words or words in self.why:
            return self
        return WaitedInVain(self.reference, what=self.what, why=f"{self.why}; {words}", do=self.do)


@dataclass(frozen=True)
class Waiter:
    """Waits on behalf of steps; tells the screen, and lets a signal or a lost lease end the wait."""

    clock: Clock
    show: Callable[[Event], None]
    between: Callable[[], None]
    """Called at every look: reports progress to the lease, and raises where the run must stop."""
    outage_seconds: float = LONGEST_TROUBLE
    """For how long trouble that may pass is waited out."""

    def seen(self, look: Callable[[], T]) -> T:
        """What a look, or a send that is safe to repeat, comes to; trouble that may pass is waited out."""
        began, pause = self.clock.boot(), _FIRST_PAUSE
        while True:
            try:
                return look()
            except Passing as trouble:
                waited = self.clock.boot() - began
                if waited >= self.outage_seconds:
                    raise _out_of_reach(trouble, waited) from trouble
                self.show(Waiting(f"{trouble.what}: {trouble.why}", waited, self.outage_seconds))
                self.between()
                self.clock.sleep(pause * (0.75 + 0.5 * self.clock.jitter()))
                pause = min(pause * 2, _LONGEST_PAUSE)

    def believed(self, look: Callable[[], T], is_good: Callable[[T], bool]) -> T:
        """What a look says; what is not good has to be said for some seconds, for reads may be late."""
        began = self.clock.boot()
        while True:
            found = self.seen(look)
            if is_good(found) or self.clock.boot() - began >= LATE_SECONDS:
                return found
            self.between()
            self.clock.sleep(1.0)

    def until(self, probe: Callable[[], Pulse], patience: Patience) -> Pulse:
        """Look again and again until it is there."""
        began = moved = self.clock.boot()
        pause, mark = patience.first_pause, None
        while True:
            now = self.clock.boot()  # of the question: an answer that was long on its way is old news
            pulse = self.seen(probe)
            lost = self.clock.boot() - now
            if lost > _LONG_LOOK:  # nobody could be asked, so nothing is known of that time
                began, moved, now = began + lost, moved + lost, now + lost
            if pulse.sight is Sight.THERE:
                return pulse
            if pulse.mark != mark:
                mark, moved, pause = pulse.mark, now, patience.first_pause
            self._give_up_if_due(pulse, patience, waited=now - began, still=now - moved)
            self._pause(pulse, pause, waited=now - began, patience=patience)
            pause = min(pause * patience.growth, patience.longest_pause)

    def through(self, seconds: float, probe: Callable[[], Pulse], pause: float = 1.0) -> Pulse:
        """Look again and again for the whole time; "not yet" begins it anew, and what is hopeless ends it."""
        began: float | None = None
        while True:
            pulse, now = self.seen(probe), self.clock.boot()
            if pulse.sight is Sight.NOT_YET:
                began = None
            elif began is None:
                began = now
            waited = 0.0 if began is None else now - began
            if pulse.sight is Sight.HOPELESS:
                raise _in_vain("watch-failed", f"the watch ended after {waited:.0f} s", pulse.reason)
            if pulse.sight is Sight.THERE and waited >= seconds - _MOMENT:
                return pulse
            self.show(Waiting(pulse.reason, waited, seconds))
            self.between()
            self.clock.sleep(pause if began is None else min(pause, seconds - waited))

    def _pause(self, pulse: Pulse, pause: float, *, waited: float, patience: Patience) -> None:
        self.show(Waiting(pulse.reason, waited, patience.limit_seconds))
        self.between()
        left = max(patience.limit_seconds - waited, 0.0)
        self.clock.sleep(min(pause * (0.75 + 0.5 * self.clock.jitter()), left + patience.first_pause))

    def _give_up_if_due(self, pulse: Pulse, patience: Patience, *, waited: float, still: float) -> None:
        if pulse.sight is Sight.HOPELESS:
            raise _in_vain("wait-hopeless", f"gave up after {waited:.0f} s", pulse.reason)
        if waited >= patience.limit_seconds:
            raise _in_vain("wait-timed-out", f"not there after {waited:.0f} s", pulse.reason)
        if still >= patience.no_progress_seconds:
            raise _in_vain("wait-without-progress", f"no progress for {still:.0f} s", pulse.reason)


def _out_of_reach(trouble: Passing, waited: float) -> OutOfReach:
    return OutOfReach(
        "nobody-answers",
        what=f"stopped: nobody could be asked for {waited:.0f} s",
        why=f"{trouble.what}: {trouble.why}",
        do="the same command goes on from there; an unconfirmed shift goes back by itself meanwhile",
    )


def _in_vain(reference: str, what: str, reason: str) -> WaitedInVain:
    return WaitedInVain(reference, what=what, why=f"last seen: {reason}", do="inv status")
