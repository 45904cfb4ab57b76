"""What the engine tells the screen; the same events become live lists, plain lines or JSON lines."""

from dataclasses import dataclass
from typing import Protocol

from deploy.errors import ExitCode


@dataclass(frozen=True, slots=True)
class PlanShown:
    """A plan, before anything is done."""

    title: str
    lines: tuple[str, ...]
    """The reason first, then a line for each step."""


@dataclass(frozen=True, slots=True)
class StepBegan:
    """A step starts."""

    number: int
    count: int
    name: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """The present step waits; sent at every look, so the screen decides how often to print."""

    reason: str
    elapsed: float
    limit: float


@dataclass(frozen=True, slots=True)
class PartSpoke:
    """A line of one part of the present step; parts go on side by side."""

    part: str
    text: str


@dataclass(frozen=True, slots=True)
class TrafficMoved:
    """The share of a component's traffic that goes to the candidate."""

    component: str
    candidate_share: int


@dataclass(frozen=True, slots=True)
class StepEnded:
    """A step is over."""

    name: str
    is_done: bool
    seconds: float
    text: str


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence for the person; a warning where `is_warning`."""

    text: str
    is_warning: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """An error or an objection, in the house form."""

    reference: str
    what: str
    why: str
    do: str
    exit_code: ExitCode


@dataclass(frozen=True, slots=True)
class Facts:
    """An answer to `status`, `history` and their like: a titled table."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class RunEnded:
    """How a run ended: code, one sentence on what is live, and the line to type next."""

    exit_code: ExitCode
    summary: str
    next_line: str
    seconds: float


Event = (
    PlanShown | StepBegan | Waiting | PartSpoke | TrafficMoved | StepEnded | Said | Problem | Facts | RunEnded
)


class Screen(Protocol):
    """Where events go."""

    def show(self, event: Event) -> None:
        """Show one event; never raises."""
        ...

    def close(self) -> None:
        """Leave the terminal as it was found."""
        ...
