"""What we need of HTTP."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; status 0 where nothing did."""

    status: int
    body: bytes = b""
    trouble: str = ""
    """Why there is no answer, or why it was not read to its end."""
    location: str = ""


class Web(Protocol):
    """Asks once; nothing is retried, no redirect is followed."""

    def get(self, url: str, seconds: float) -> Answer:
        """What the address answers within the time."""
        ...
