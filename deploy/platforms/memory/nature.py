"""How releases behave on the memory platform, told by their names: a demonstration needs a bad one."""

from collections.abc import Mapping
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


def natures_from(table: Mapping[Nature, tuple[str, ...]]) -> Natures:
    """Natures from a table of patterns."""
    return Natures(tuple((pattern, nature) for nature, patterns in table.items() for pattern in patterns))
