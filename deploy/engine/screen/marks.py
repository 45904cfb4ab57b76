"""The few signs of the live screen, and their stand-ins where a terminal cannot draw them."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Marks:
    """One sign for each state of a step, and the two halves of a traffic bar."""

    done: str
    failed: str
    present: str
    pending: str
    left_open: str
    live: str
    candidate: str


DRAWN = Marks("✓", "✗", "▸", "·", "–", "█", "░")  # noqa: RUF001 # an en dash is meant
TYPED = Marks("+", "x", ">", ".", "-", "#", "-")


def marks_for(encoding: str, environ: Mapping[str, str]) -> Marks:
    """The drawn signs where the encoding has them; the Linux console's font lacks most of them."""
    is_unicode = encoding.lower().replace("-", "").startswith("utf")
    return DRAWN if is_unicode and environ.get("TERM") != "linux" else TYPED


def bar(marks: Marks, candidate_share: int, width: int) -> tuple[str, str]:
    """The live and the candidate part; a share between none and all always shows as at least one sign."""
    candidate = round(width * candidate_share / 100)
    if 0 < candidate_share < 100:  # noqa: PLR2004 # per cent
        candidate = min(width - 1, max(1, candidate))
    return marks.live * (width - candidate), marks.candidate * candidate
