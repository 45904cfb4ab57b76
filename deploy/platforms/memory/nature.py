"""How releases behave on the memory platform, told by their names: a demonstration needs a bad one."""

from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase


class Nature(StrEnum):
    """What a release does once it is started."""

    GOOD = "good"
    NEVER_HEALTHY = "never-healthy"
    WRONG_ANSWER = "wrong-answer"
    SICK_UNDER_TRAFFIC = "sick-under-traffic"
    SICK_AFTER_CONFIRM = "sick-after-confirm"


@dataclass(frozen=True, slots=True)
class Natures:
    """Patterns of release names for each nature; what matches none is good."""

    patterns: tuple[tuple[str, Nature], ...] = ()

    def of(self, release: str) -> Nature:
        """The nature of a release."""
        return next((n for pattern, n in self.patterns if fnmatchcase(release, pattern)), Nature.GOOD)


STAND_INS = Natures(
    (
        ("*-broken", Nature.NEVER_HEALTHY),
        ("*-wrong", Nature.WRONG_ANSWER),
        ("*-sick", Nature.SICK_UNDER_TRAFFIC),
        ("*-late", Nature.SICK_AFTER_CONFIRM),
    )
)
"""What the endings of names stand for in demonstrations: `v2-broken` never becomes healthy, and so on."""
