"""A short deployment that every screen has to tell, and text that would like to do more than be read."""

from deploy.engine.events import (
    Event,
    Facts,
    PlanShown,
    Problem,
    RunEnded,
    Said,
    StepBegan,
    StepEnded,
    TrafficMoved,
    Waiting,
)
from deploy.errors import ExitCode

PLAN = PlanShown("Deploy r-2 of shop to staging", ("r-2 is newer than r-1", "prepare api", "shift api"))
FIRST = StepBegan(1, 2, "prepare api")
WAIT = Waiting("1 of 2 healthy", 12.0, 300.0)
FIRST_DONE = StepEnded("prepare api", is_done=True, seconds=72.4, text="2 of 2 healthy")
SECOND = StepBegan(2, 2, "shift api")
MOVED = TrafficMoved("api", 10)
SECOND_FAILED = StepEnded("shift api", is_done=False, seconds=0.2, text="4 of 100 answered 503")
PROBLEM = Problem(
    "candidate-unhealthy",
    what="The candidate of api answered 503.",
    why="The database refused connections.",
    do="./inv history --env=staging",
    exit_code=ExitCode.REVERTED,
)
END = RunEnded(ExitCode.REVERTED, "r-1 answers on staging, as before.", "./inv status --env=staging", 365.2)
WARNING = Said("The clock is 40 s behind.", is_warning=True)
HISTORY = Facts("History of shop", ("when", "release"), (("yesterday", "r-1"), ("today", "r-2")))

STORY: tuple[Event, ...] = (
    PLAN, WARNING, FIRST, WAIT, FIRST_DONE, SECOND, MOVED, SECOND_FAILED, PROBLEM, END,
)  # fmt: skip

EVIL = (
    "\x1b[2J\x1b]0;owned\x07\u202e\r\n::error::gone\n##[add-mask]e\x00 "
    "[red]x[/red] <b> `a` | b\x85\u2028::stop::"
)

EVIL_STORY: tuple[Event, ...] = (
    PlanShown(EVIL, (EVIL, EVIL)),
    StepBegan(1, 1, EVIL),
    Waiting(EVIL, 1.0, 2.0),
    TrafficMoved(EVIL, 200),
    StepEnded(EVIL, is_done=False, seconds=1.0, text=EVIL),
    Said(EVIL, is_warning=True),
    Said(EVIL),
    Facts(EVIL, (EVIL,), ((EVIL, EVIL), ())),
    Facts(EVIL, (EVIL,), ((f"::{EVIL}",),)),
    Problem(EVIL, EVIL, EVIL, EVIL, ExitCode.HALTED),
    RunEnded(ExitCode.HALTED, EVIL, EVIL, 1.0),
)
