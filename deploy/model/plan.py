"""A plan is a value: printed, compared in tests, executed by one runner."""

from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

W_contra = TypeVar("W_contra", contravariant=True)
W = TypeVar("W")


@dataclass(frozen=True, slots=True)
class Seen:
    """What was observed after an act: whether it is as wanted, and in words."""

    is_so: bool
    text: str
    is_hopeless: bool = False
    """Whether it will never be so, and waiting is of no use."""


class Step(Protocol[W_contra]):
    """One thing to do; it names sides and components, never handles, so that a plan can be made again."""

    @property
    def name(self) -> str:
        """The step in an operator's words."""
        ...

    def act(self, world: W_contra) -> Seen | None:
        """Do it; safe to repeat. What was seen once it was so is given back where the step waited for it."""
        ...

    def observe(self, world: W_contra) -> Seen:
        """Look whether it is so."""
        ...


@dataclass(frozen=True)
class Plan(Generic[W]):
    """Steps from a standing to a goal, and why they are needed."""

    reason: str
    steps: tuple[Step[W], ...] = ()
    ends_halted: str = ""
    """Why a person is needed after these steps; empty where none is."""
    is_resumable: bool = False
    """Whether a run that a person stopped may rest here, for the same command to go on."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        return not self.steps and not self.ends_halted

    def lines(self) -> tuple[str, ...]:
        """The plan as a person reads it; the same lines make up its hash."""
        halted = (f"halt: {self.ends_halted}",) if self.ends_halted else ()
        return (self.reason, *(step.name for step in self.steps), *halted)


@dataclass(frozen=True, slots=True)
class Objection:
    """A reason to refuse, in the form of an error."""

    reference: str
    what: str
    why: str
    do: str
    is_locked: bool = False
    """Whether it is somebody else's work that is in the way, and will be over some time."""
