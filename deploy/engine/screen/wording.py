"""The words that every screen uses for the same thing."""

import math
import re

from deploy.engine.events import PlanShown, RunEnded, TrafficMoved, Waiting
from deploy.errors import ExitCode
from deploy.model.names import visible

LONGEST = 2000
LINE_BREAKS = re.compile(r"[ \t]*[\t\r\n]+[ \t]*")

HOW_IT_ENDED = {
    ExitCode.DONE: "done",
    ExitCode.USAGE: "not started: wrong usage or settings",
    ExitCode.REFUSED: "refused: nothing was touched",
    ExitCode.REVERTED: "failed and reverted",
    ExitCode.HALTED: "halted: a person is needed",
    ExitCode.LOCKED: "locked by someone else",
    ExitCode.TOOL_MISSING: "a tool or a part is missing",
    ExitCode.STOPPED: "stopped at a safe point",
}


def one_line(text: str) -> str:
    """Foreign text on one line, harmless to a terminal, and not endless."""
    cut = text[:LONGEST]
    more = f" ... ({len(text) - LONGEST} characters more)" if len(text) > LONGEST else ""
    return visible(LINE_BREAKS.sub(" ", cut.strip())) + more


def spell(seconds: float) -> str:
    """A duration as people say it: `<1s`, `8s`, `1m 12s`, `1h 04m`."""
    if not math.isfinite(seconds):
        return "?"
    whole = max(0, int(seconds))
    if whole < 1:
        return "<1s"
    minutes, rest = divmod(whole, 60)
    if minutes == 0:
        return f"{rest}s"
    hours, minutes_left = divmod(minutes, 60)
    return f"{hours}h {minutes_left:02d}m" if hours else f"{minutes}m {rest:02d}s"


def countdown(wait: Waiting, passed: float = 0.0) -> str:
    """How long the wait may still last, `passed` seconds after it was reported."""
    lasted = wait.elapsed + passed
    if not math.isfinite(wait.limit):
        return f"{spell(lasted)} so far, no limit"
    left = wait.limit - lasted
    return (
        f"{spell(left)} left of {spell(wait.limit)}" if left > 0 else f"limit of {spell(wait.limit)} reached"
    )


def shares(moved: TrafficMoved) -> tuple[int, int]:
    """The live and the candidate share in per cent."""
    candidate = min(100, max(0, moved.candidate_share))
    return 100 - candidate, candidate


def reason_of(plan: PlanShown) -> str:
    """Why the plan is as it is."""
    return one_line(plan.lines[0]) if plan.lines else "no reason given"


def steps_of(plan: PlanShown) -> tuple[str, ...]:
    """The steps of the plan."""
    return tuple(one_line(line) for line in plan.lines[1:])


def how_it_ended(end: RunEnded) -> str:
    """The meaning of the exit code."""
    return HOW_IT_ENDED[end.exit_code]
