"""What we need of the logs."""

from typing import Protocol


class Logs(Protocol):
    """Looks only."""

    def tail(self, group: str, stream: str, lines: int) -> tuple[str, ...]:
        """The last lines of a stream, the newest last; none where there is no such stream."""
        ...
