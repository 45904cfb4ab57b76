"""Weights are whole numbers that hold a share exactly."""

import pytest

from rehearsal.ecs.roads import weights


@pytest.mark.parametrize(
    ("share", "expected"),
    [(0, (0, 100)), (100, (100, 0)), (5.0, (5, 95)), (0.1, (1, 999)), (99.9, (999, 1)), (33.3, (333, 667))],
)
def test_a_share_becomes_two_weights(share: float, expected: tuple[int, int]) -> None:
    assert expected == weights(share)
