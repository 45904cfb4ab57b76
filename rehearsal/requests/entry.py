"""One line of the request log."""

import json
from dataclasses import dataclass, fields
from enum import StrEnum


class Effect(StrEnum):
    """What became of a call, which is not always what its caller was told."""

    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"
    MISSING = "missing"
    PREVENTED = "prevented"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Entry:
    """One call: `time` in seconds since 1970, `caller` an ARN, `status` as sent (0: nothing was)."""

    time: float
    service: str
    operation: str
    region: str
    caller: str
    effect: Effect
    status: int
    milliseconds: float
    code: str = ""
    fault: str = ""

    def to_line(self) -> str:
        """The entry as one JSON line."""
        return json.dumps({name: getattr(self, name) for name in NAMES}, separators=(",", ":"))


NAMES = tuple(field.name for field in fields(Entry))


def entry_from_line(line: str) -> Entry:
    """An entry read back from its line."""
    read = json.loads(line)
    return Entry(**{**read, "effect": Effect(read["effect"])})
