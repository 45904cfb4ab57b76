"""Kills with SIGKILL at port calls, by the bench's own program; all of them: `python -m bench.kill_sweep`."""

import pytest

from tests.sweeps.figures import lines_of


@pytest.mark.slow
@pytest.mark.parametrize(
    ("scenario", "step", "least"),
    [("migrate-1", 1, 60), ("rollback-1", 11, 12), ("deploy-late-1", 17, 12), ("deploy-schema-3", 41, 8)],
)
def test_a_killed_command_is_brought_to_its_end_by_the_same_command(
    scenario: str, step: int, least: int
) -> None:
    """The right release live, traffic settled, the ledger whole, the lease free and taken over in time."""
    words = [f"--scenario={scenario}", f"--step={step}", "--lease=1.5"]

    last = lines_of("kill_sweep", *words)[-1]

    points, killed, converged, *_, over_lease, _seconds = last.split()[1:]
    assert points == converged
    assert least <= int(killed)
    assert float(over_lease) <= 5


def test_a_rerun_that_is_killed_too_is_followed_by_one_that_ends() -> None:
    """Five pairs by chance; thousands are `python -m bench.kill_sweep --nested=2500`."""
    words = ["--scenario=rollback-1", "--step=1000", "--nested=5", "--seed=3", "--lease=1.5"]

    last = lines_of("kill_sweep", *words)[-1]

    points, _killed, converged = last.split()[1:4]
    assert ("6", "6") == (points, converged)
