"""Alarms and figures from a dictionary."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from deploy.connectors.alarms.port import Alarm, Color, Counted, Figures


@dataclass
class MemoryAlarms:
    """What was written down is what is seen; an alarm nobody wrote down is missing."""

    alarms: Mapping[str, Alarm] = field(default_factory=dict)
    counted: Mapping[str, Figures] = field(default_factory=dict)
    """The figures by target group."""

    def look(self, names: tuple[str, ...]) -> tuple[Alarm, ...]:
        """Every alarm of that name."""
        return tuple(self.alarms.get(name, Alarm(name, Color.MISSING)) for name in names)

    def figures(self, counted: Counted) -> Figures:
        """What was counted for the group."""
        return self.counted.get(counted.target_group, Figures())
