"""What status says of a run that is not over, or that left something standing."""

from dataclasses import replace

import pytest

from deploy.model.history import History
from deploy.model.lease import FREE, LeaseRecord
from deploy.model.standing import Standing
from deploy.tasks.status.plan import answer
from tests.rollout.scenes import at, cut_off, past, side, standing

HELD = replace(FREE, owner="run-9", who="ada", where="her desk", what="deploy v2")
BESIDE, ALONE = standing(at(side("v1"), side("v2"))), standing(at(side("v1")))
DEPLOY = "deploy v2 by ada since then"
BOTH_WAYS = f"{DEPLOY}; the same command goes on, inv rollback gives it up"


def told(now: Standing, history: History, lease: LeaseRecord = FREE) -> dict[str, str]:
    """The lines about runs."""
    rows = {row[0]: row[1] for row in answer("shop staging", now, history, lease, ()).rows}
    return {word: rows[word] for word in ("in progress", "cut off", "stopped") if word in rows}


def after(verb: str, exit_code: str = "") -> History:
    """A history whose last run was cut off, or ended so."""
    return past("v1", runs=(cut_off(verb, "v2", exit_code),))


def test_a_run_whose_lease_is_held_is_in_progress() -> None:
    """Nobody is told to go on with it, or to give it up."""
    assert {"in progress": DEPLOY} == told(BESIDE, after("deploy"), HELD)


def test_a_run_without_a_lease_was_cut_off() -> None:
    """Both ways on are named."""
    assert {"cut off": BOTH_WAYS} == told(BESIDE, after("deploy"))


def test_a_run_that_stopped_is_told_as_long_as_something_of_it_stands() -> None:
    """Afterwards it is a matter of the past."""
    assert {"stopped": BOTH_WAYS} == told(BESIDE, after("deploy", "8"))
    assert {} == told(ALONE, after("deploy", "8"))


def test_a_rollback_that_was_cut_off_is_not_given_up_by_another() -> None:
    """Given again it goes on."""
    assert {"cut off": "rollback v2 by ada since then; the same command goes on"} == told(
        BESIDE, after("rollback")
    )


@pytest.mark.parametrize("exit_code", ["0", "4"])
def test_nothing_is_said_of_a_run_that_is_over(exit_code: str) -> None:
    """It is in the history."""
    assert {} == told(BESIDE, after("deploy", exit_code))
