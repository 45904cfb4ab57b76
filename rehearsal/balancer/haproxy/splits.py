"""Weights as numbers a running haproxy counts with: exact over every full turn, evenly spread within it.

A counter walks by `step` round a circle of `total` points, and each group owns an arc. As step and total have
no common divisor, every point is met once a turn.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import gcd

_GOLDEN = 0.618
_PAIR = 2


@dataclass(frozen=True, slots=True)
class Split:
    """How a counter is read: the first group whose bound lies above it; the last group has no bound."""

    total: int
    step: int
    bounds: tuple[int, ...]
    weights: tuple[int, ...]

    def variables(self, key: str) -> dict[str, int]:
        """The process variables of one rule; the counter only begins at zero and is never told again."""
        bounds = {f"proc.{key}_b{index}": bound for index, bound in enumerate(self.bounds)}
        weights = {f"proc.{key}_w{index}": weight for index, weight in enumerate(self.weights)}
        numbers = {"c": 0, "n": self.total, "s": self.step}
        return {f"proc.{key}_{name}": number for name, number in numbers.items()} | bounds | weights


def split_of(weights: Sequence[int]) -> Split:
    """The split of some weights, of which at least one is above zero."""
    divisor = gcd(*weights)
    parts = [weight // divisor for weight in weights]
    total = sum(parts)
    step = parts[0] if len(parts) == _PAIR else _spread(total)
    return Split(total, step, tuple(accumulate(parts[:-1])), tuple(weights))


def _spread(total: int) -> int:
    """A step near the golden section of a circle, which spreads any arc's points evenly."""
    start = max(1, round(total * _GOLDEN))
    return next(step for step in range(start, start + total) if gcd(step, total) == 1)
