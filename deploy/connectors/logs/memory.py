"""Logs from a dictionary."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class MemoryLogs:
    """What was written down for a stream is what it says."""

    streams: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)

    def tail(self, group: str, stream: str, lines: int) -> tuple[str, ...]:
        """The last lines of a stream."""
        return self.streams.get((group, stream), ())[-lines:]
