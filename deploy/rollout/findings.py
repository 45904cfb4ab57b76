"""What a platform finds before anything begins, and what its copies leave behind as words."""

from collections.abc import Callable
from dataclasses import dataclass

from deploy.model.goal import Goal
from deploy.model.history import History
from deploy.model.plan import Objection


@dataclass(frozen=True, slots=True)
class Findings:
    """What a look at the ground tells before anything begins."""

    objections: tuple[Objection, ...] = ()
    remarks: tuple[str, ...] = ()
    """What a person should know, and what could not be asked."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """What is about to begin on one component."""

    goal: Goal
    past: History
    starts_copies: bool = True
    """Whether anything has to be started; a way back to what still stands needs neither images nor room."""


Preflight = Callable[[Beginning], Findings]
"""Looks whether a component may begin; changes nothing."""


def nothing_found(_beginning: Beginning) -> Findings:
    """A platform that has nothing to look at beforehand."""
    return Findings()


def no_words() -> str:
    """A platform whose copies leave no words behind."""
    return ""
