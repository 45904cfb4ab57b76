"""HTTP answers from a dictionary."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from deploy.connectors.web.port import Answer

_NOBODY = Answer(0, trouble="nobody is there")


@dataclass(frozen=True)
class MemoryWeb:
    """What was written down for an address is what it answers."""

    answers: Mapping[str, Answer] = field(default_factory=dict)

    def get(self, url: str, _seconds: float) -> Answer:
        """What the address answers."""
        return self.answers.get(url, _NOBODY)
