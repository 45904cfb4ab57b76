"""What answers have to reach over a while."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bar:
    """What answers have to reach over a while."""

    good_percent: float = 100.0
    window_seconds: float = 0.0
    """How long a candidate is asked through the test door."""
    settle_seconds: float = 0.0
    """For how long answers of the release that goes are forgiven after a move of traffic."""


EVERY_ANSWER = Bar()
"""No bad answer is forgiven, and none is waited for."""
