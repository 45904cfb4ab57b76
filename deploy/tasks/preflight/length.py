"""How long a run may take, so that its keys outlive it."""

from dataclasses import dataclass

from deploy.settings.schema import Settings
from deploy.tasks.preflight.verbs import BRINGS_NEWS, ROLLS_OUT

IN_HAND_SECONDS = 1200.0
"""Beside the plan itself: for the lease of somebody else, slow calls, and the way back."""
_SHORT_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Length:
    """The parts that a run is made of, at their longest."""

    parts: tuple[tuple[str, float], ...]

    @property
    def seconds(self) -> float:
        """All of it."""
        return sum(seconds for _, seconds in self.parts)

    @property
    def sum(self) -> str:
        """The arithmetic."""
        return " + ".join(f"{seconds:g} s {name}" for name, seconds in self.parts)


def length_of(verb: str, settings: Settings) -> Length:
    """How long a run of that verb may take."""
    if verb not in ROLLS_OUT:
        return Length((("at most", _SHORT_SECONDS),))
    watches = sum(c.watch_seconds * len(c.stages) for c in settings.components)
    migrates = settings.database is not None and verb in BRINGS_NEWS
    return Length(
        (
            *((("to migrate", settings.waits.migrate_seconds),) if migrates else ()),
            ("until healthy", settings.waits.healthy_seconds),
            ("of watches", watches),
            ("of bake", settings.bake_seconds),
            ("in hand", IN_HAND_SECONDS),
        )
    )
