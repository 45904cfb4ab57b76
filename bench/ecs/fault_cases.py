"""What can go wrong with a call, and which calls of a command it goes wrong with."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bench.ecs.gateway import Call, changes_something
from rehearsal.faults.model import Fault, Kind, When

DEPLOY, ROLLBACK, DRAIN = "deploy", "rollback", "maintenance-drain"
VERBS = (DEPLOY, ROLLBACK, DRAIN)


@dataclass(frozen=True, slots=True)
class Silence:
    """The call is taken, and nothing is ever answered; the caller has to hang up."""

    is_after: bool = False
    """Whether it had its effect."""


FOR_GOOD = 0
"""The count of a fault that strikes until it is cleared."""
KINDS: Mapping[str, Fault | Silence] = {
    "throttle": Fault(Kind.THROTTLE),
    "500 before": Fault(Kind.ERROR),
    "500 after": Fault(Kind.ERROR, when=When.AFTER),
    "reset before": Fault(Kind.RESET),
    "reset after": Fault(Kind.RESET, when=When.AFTER),
    "timeout": Silence(),
    "timeout after": Silence(is_after=True),
    "stale once": Fault(Kind.STALE, seconds=5.0),
    "stale lag": Fault(Kind.STALE, count=FOR_GOOD, seconds=3.0),
    "throttle on": Fault(Kind.THROTTLE, count=FOR_GOOD),
    "500 on": Fault(Kind.ERROR, count=FOR_GOOD),
}
"""A lag shows every change three seconds late, each time; what goes on never ends by itself."""
LASTING = frozenset({"throttle on", "500 on"})
STALE = frozenset({"stale once", "stale lag"})
_ANSWERED_LATE = frozenset({"500 after", "reset after", "timeout after"})
_CONSISTENT = "dynamodb"
"""Its reads are asked for as consistent ones, which are never stale."""


@dataclass(frozen=True, slots=True)
class Case:
    """The n-th call of a name that a command makes, and what strikes it."""

    verb: str
    kind: str
    call: str
    nth: int
    service: str = "*"

    @property
    def lasts(self) -> bool:
        """Whether it never gets better."""
        return self.kind in LASTING

    @property
    def is_absorbed(self) -> bool:
        """Whether the SDK asks again by itself, below anything of ours: a look that fails once."""
        return not (self.lasts or self.kind in STALE or changes_something(self.call))


def cases_of(verb: str, calls: Iterable[Call], kinds: Iterable[str]) -> Iterator[Case]:
    """Every kind at the first, middle and last call of each name; what lasts begins at the first two."""
    kept = tuple(kinds)
    for call, times in Counter(calls).items():
        points = dict.fromkeys((1, (times + 1) // 2, times))
        for kind in kept:
            if not strikes(kind, call):
                continue
            chosen = list(points)[:2] if kind in LASTING else list(points)
            yield from (Case(verb, kind, call.name, nth, call.service) for nth in chosen)


def strikes(kind: str, call: Call) -> bool:
    """Whether that can happen to that call: only looks are stale, and only changes have an effect to lose."""
    if changes_something(call.name):
        return kind not in STALE
    return kind not in _ANSWERED_LATE and (kind not in STALE or call.service != _CONSISTENT)
