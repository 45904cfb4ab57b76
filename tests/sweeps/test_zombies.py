"""Rivals and zombies with real processes; every point is `python -m bench.zombies`."""

import pytest

from tests.sweeps.figures import lines_of


@pytest.fixture(scope="module")
def told() -> list[str]:
    """What the bench says after a few rounds and a few points."""
    return lines_of("zombies", "--rounds=2", "--step=13")


@pytest.mark.slow
def test_rivals_never_hold_the_lease_together_and_each_stands_on_the_one_before(told: list[str]) -> None:
    """Two and three, waiting or not: whoever is not first is locked out, or refused for another base."""
    rounds = [line for line in told if "rivals" in line]

    assert 4 == len(rounds)
    assert ["0 faults" in line for line in rounds] == [True] * 4
    assert ["2 ended with 0" in line for line in rounds] == [True] * 4


@pytest.mark.slow
def test_a_zombie_changes_nothing_after_its_rival(told: list[str]) -> None:
    """It slept at a port call under the lease; it ends with 8, and the rival's release stays."""
    outside = next(line for line in told if "outside a send" in line)

    assert outside.endswith(" 0 stale sends")
    assert " with 8" in outside
