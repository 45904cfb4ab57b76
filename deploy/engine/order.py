"""What the runner is asked to do, as functions that look and think but never act."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from deploy.model.plan import Objection, Plan

W = TypeVar("W")


@dataclass(frozen=True, slots=True)
class Errand:
    """What a run is for, as the ledger remembers it."""

    verb: str
    release: str = ""
    base: str = ""
    why: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Thought(Generic[W]):
    """What came of looking: a plan, and what speaks against it."""

    plan: Plan[W]
    objections: tuple[Objection, ...] = ()
    remarks: tuple[str, ...] = ()
    """What a person should know before the plan is carried out."""
    news: tuple[str, ...] = ()
    """What happened while nobody of us was there, for everybody who is told of runs."""


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What a last look says: whether a healthy side has all the traffic, in words, and what to type next."""

    is_sound: bool
    text: str
    next_line: str
    failed_line: str = ""
    """What to type instead where the run did not do what it was asked to; empty where that is the same."""
    is_out_of_reach: bool = False
    """Whether nobody could be asked: what is live is not known, and the same command goes on."""


@dataclass(frozen=True)
class Order(Generic[W]):
    """An errand with the thinking that belongs to it; each function looks anew."""

    errand: Errand
    think: Callable[[], Thought[W]]
    recover: Callable[[bool], Plan[W]]
    """The way back; told whether a person stopped the run, so that what is safe may be left to be resumed."""
    conclude: Callable[[], Conclusion]
