"""One line per event with the time in UTC, for logs and pipes."""

import math

from deploy.connectors.clock.port import Clock
from deploy.engine.events import (
    Event,
    Facts,
    PartSpoke,
    PlanShown,
    Problem,
    RunEnded,
    Said,
    StepBegan,
    StepEnded,
    TrafficMoved,
    Waiting,
)
from deploy.engine.screen.columns import NOTHING, aligned
from deploy.engine.screen.outlet import Outlet
from deploy.engine.screen.wording import (
    countdown,
    how_it_ended,
    one_line,
    reason_of,
    shares,
    spell,
    steps_of,
)

SECONDS_BETWEEN_WAITS = 15.0


class PlainScreen:
    """Lines without escape codes; problems and warnings go to the second outlet."""

    def __init__(self, out: Outlet, err: Outlet, clock: Clock) -> None:
        self._out = out
        self._err = err
        self._clock = clock
        self._last_wait = -math.inf

    def show(self, event: Event) -> None:
        """Write the event's lines; a wait only when the last one is long enough ago."""
        if isinstance(event, Waiting) and self._is_too_soon():
            return
        # A table is an answer, not a moment: without a time, `cut` and `awk` see its columns.
        time = "" if isinstance(event, Facts) else f"{self._clock.wall():%Y-%m-%dT%H:%M:%SZ} "
        outlet = self._err if is_trouble(event) else self._out
        for line in lines_for(event):
            outlet.line(time + line)

    def close(self) -> None:
        """Nothing to leave behind."""

    def _is_too_soon(self) -> bool:
        now = self._clock.boot()
        if now - self._last_wait < SECONDS_BETWEEN_WAITS:
            return True
        self._last_wait = now
        return False


def is_trouble(event: Event) -> bool:
    """Whether the event belongs on the error stream."""
    return isinstance(event, Problem) or (isinstance(event, Said) and event.is_warning)


def lines_for(event: Event) -> tuple[str, ...]:
    """The event as lines, a word of eight columns first."""
    match event:
        case PlanShown():
            return _plan(event)
        case Facts(title):
            return (one_line(title), *(aligned(event) if event.rows else (NOTHING,)))
        case Problem(reference, what, why, do):
            said = f"{one_line(what)} | why: {one_line(why)} | do: {one_line(do)}"
            return (f"problem  {one_line(reference)}: {said}",)
        case RunEnded():
            return (_end(event),)
        case _:
            return (_progress(event),)


def _progress(event: StepBegan | StepEnded | Waiting | PartSpoke | TrafficMoved | Said) -> str:
    match event:
        case StepBegan(number, count, name):
            line = f"step     {number}/{count} {one_line(name)}"
        case Waiting(reason):
            line = f"wait     {one_line(reason)} ({countdown(event)})"
        case PartSpoke(part, text):
            line = f"part     {one_line(part)}: {one_line(text)}"
        case TrafficMoved(component):
            live, candidate = shares(event)
            line = f"traffic  {one_line(component)}: live {live} %, candidate {candidate} %"
        case StepEnded(name, is_done, seconds, text):
            seen = f": {one_line(text)}" if text else ""
            line = f"{'done   ' if is_done else 'failed '}  {one_line(name)} ({spell(seconds)}){seen}"
        case Said(text, is_warning):
            line = f"{'warning' if is_warning else 'note   '}  {one_line(text)}"
    return line


def _plan(plan: PlanShown) -> tuple[str, ...]:
    steps = tuple(f"plan     {number}. {step}" for number, step in enumerate(steps_of(plan), start=1))
    return (
        f"plan     {one_line(plan.title)}",
        f"plan     why: {reason_of(plan)}",
        *(steps or ("plan     nothing to do",)),
    )


def _end(end: RunEnded) -> str:
    how = f"{how_it_ended(end)} (exit {int(end.exit_code)}, {spell(end.seconds)})"
    next_line = f" | next: {one_line(end.next_line)}" if end.next_line else ""
    return f"end      {how}: {one_line(end.summary)}{next_line}"
