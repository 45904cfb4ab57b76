"""The words of a fault, the same in the server, in the client and on the command line."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What goes wrong."""

    THROTTLE = "throttle"
    ERROR = "error"
    RESET = "reset"
    SLOW = "slow"
    STALE = "stale"
    EXPIRED = "expired"


class When(StrEnum):
    """Whether the call is lost before it took effect, or its answer after it did."""

    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: `service` and `operation` are shell patterns over botocore's names.

    The first `skip` matching calls pass, the next `count` are struck; a count of 0 strikes until cleared.
    `seconds` is the wait of a slow call and the age of a stale read.
    """

    kind: Kind
    service: str = "*"
    operation: str = "*"
    count: int = 1
    skip: int = 0
    when: When = When.BEFORE
    seconds: float = 1.0

    def to_json(self) -> dict[str, str | int | float]:
        """The fault as the private API carries it."""
        return asdict(self)


def fault_from_json(fields: Mapping[str, Any]) -> Fault:
    """The fault a caller asked for; an unknown kind or field raises."""
    known = {"service": str, "operation": str, "count": int, "skip": int, "seconds": float}
    unknown = set(fields) - set(known) - {"kind", "when"}
    if unknown:
        raise ValueError(f"a fault has no {', '.join(sorted(unknown))}")
    values: dict[str, Any] = {key: make(fields[key]) for key, make in known.items() if key in fields}
    below = [key for key in ("count", "skip", "seconds") if values.get(key, 0) < 0]
    if below:
        raise ValueError(f"{below[0]} must not be below 0")
    return Fault(Kind(fields["kind"]), when=When(fields.get("when", When.BEFORE)), **values)
