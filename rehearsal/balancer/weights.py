"""Smooth weighted round robin: shares are exact over every full turn, and evenly spread within it."""

from collections.abc import Hashable, Sequence
from typing import Generic, TypeVar

Choice = TypeVar("Choice", bound=Hashable)


class WeightedTurn(Generic[Choice]):
    """Whose turn it is among choices with weights; new weights take effect at the next turn."""

    def __init__(self, weights: Sequence[tuple[Choice, int]]) -> None:
        self.weights = tuple((choice, weight) for choice, weight in weights if weight > 0)
        self._total = sum(weight for _, weight in self.weights)
        self._credit = [0] * len(self.weights)

    def next(self) -> Choice | None:
        """The next choice, or nothing where no weight is above zero."""
        if not self.weights:
            return None
        credit = self._credit
        best = 0
        for index, (_, weight) in enumerate(self.weights):
            credit[index] += weight
            if credit[index] > credit[best]:
                best = index
        credit[best] -= self._total
        return self.weights[best][0]
