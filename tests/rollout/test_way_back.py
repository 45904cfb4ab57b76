"""Which release a rollback goes to, and each reason why there is none."""

import pytest

from deploy.model.history import History
from deploy.model.plan import Objection
from deploy.model.release import Schema
from deploy.model.standing import Health, Standing
from deploy.rollout.way_back import choose_target, leaving
from tests.rollout.scenes import V0, V1, V2, V3, at, cut_off, past, release, side, standing

SICK = Health.SICK
ON_V2 = standing(at(side("v2")))


def reference(found: object) -> str:
    """The reference of an objection."""
    assert isinstance(found, Objection)
    return found.reference


def test_the_newest_proved_release_that_is_not_live() -> None:
    """Not the one before it, and not the live one."""
    assert V1 == choose_target(past("v0", "v1", "v2"), ON_V2)


def test_a_bad_release_is_passed_over() -> None:
    """The next older one is taken."""
    assert V0 == choose_target(past("v0", "v1", "v2", bad=("v1",)), ON_V2)


def test_an_unproved_release_is_never_chosen() -> None:
    """It was live, but not for its whole watch."""
    assert V0 == choose_target(past("v0", "v1", "v2", unproved=("v1",)), ON_V2)


def test_a_release_below_the_floor_is_passed_over() -> None:
    """What a later migration removed is gone for good."""
    old, new = release("v0", Schema("schema 3", 3)), release("v1", Schema("schema 1", 1))
    now = standing(at(side("v2")), schema=Schema("contract 3", 3, floor=2))

    assert old == choose_target(past("v0", "v1", "v2", known=(old, new, V2)), now)


def test_a_half_finished_deploy_is_left_for_the_recorded_release() -> None:
    """Whatever of the new release has traffic, the way back is what was live before it."""
    history = past("v0", "v1")

    assert V1 == choose_target(history, standing(at(side("v1"), side("v2"), 100)))
    assert V1 == choose_target(history, standing(at(side("v1"), side("v2"), 10)))
    assert V1 == choose_target(history, standing(at(side("v2"), side("v1"))))
    assert V1 == choose_target(history, standing(at(side("v2")), at(side("v1"), name="api")))
    assert V0 == choose_target(history, standing(at(side("v1"), side("v2"))))


@pytest.mark.parametrize("exit_code", ["", "3", "5", "8"])
def test_a_deploy_that_was_begun_is_given_up_before_anything_older_is_gone_back_to(exit_code: str) -> None:
    """Its candidate has no traffic, and the live release is well: two releases back is not what is meant."""
    history = past("v0", "v1", runs=(cut_off("deploy", "v2", exit_code),))
    beside = standing(at(side("v1"), side("v2")))

    assert V1 == choose_target(history, beside)
    assert "v2" == leaving(history, beside, V1)
    assert V0 == choose_target(history, standing(at(side("v1"))))


def test_the_first_release_stays_when_the_second_is_given_up() -> None:
    """There is nothing older, and nothing older is needed."""
    history = past("v1", runs=(cut_off("deploy", "v2", "8"),))

    assert V1 == choose_target(history, standing(at(side("v1"), side("v2"))))


@pytest.mark.parametrize(
    ("history", "now"),
    [
        (past("v0", "v1", runs=(cut_off("deploy", "v2", "4"),)), standing(at(side("v1"), side("v2")))),
        (past("v0", "v1", runs=(cut_off("deploy", "v2", "8"),)), standing(at(side("v1", SICK), side("v2")))),
        (
            past("v0", "v1", runs=(cut_off("deploy", "v2", "8"),), unproved=("v1",)),
            standing(at(side("v1"), side("v2"))),
        ),
        (
            past("v0", "v1", runs=(cut_off("deploy", "v2", "8"),), bad=("v1",)),
            standing(at(side("v1"), side("v2"))),
        ),
    ],
    ids=["a deploy that ended", "a live release that is sick", "one without proof", "one that is bad"],
)
def test_nothing_is_given_up_for(history: History, now: Standing) -> None:
    """Then the way back is the one to an older release."""
    assert V0 == choose_target(history, now)


@pytest.mark.parametrize("exit_code", ["", "8"])
def test_a_rollback_that_was_cut_off_goes_on_to_where_it_went(exit_code: str) -> None:
    """Also after its release was recorded as live, when a second rollback would be refused."""
    history = past("v1", "v2", "v1", verb="rollback", runs=(cut_off("rollback", "v1", exit_code),))

    assert V1 == choose_target(history, standing(at(side("v1"))))
    assert V1 == choose_target(history, standing(at(side("v1"))), "v1")


def test_a_rollback_to_a_named_unproved_release_goes_on_only_when_named_again() -> None:
    """Without the name, only a proved one is chosen."""
    history = past("v1", "v2", known=(V1, V2, V3), runs=(cut_off("rollback", "v3"),))

    assert V1 == choose_target(history, ON_V2)
    assert V3 == choose_target(history, ON_V2, "v3")


def test_an_explicit_release_may_be_one_that_was_never_proved() -> None:
    """The person named it; only what is unknown or live already is refused here."""
    assert V3 == choose_target(past("v1", "v2", known=(V1, V2, V3)), ON_V2, "v3")


def test_an_explicit_release_is_not_live_while_another_has_traffic() -> None:
    """The ledger says v1, but half of the traffic is on v2: the rollback has something to do."""
    assert V1 == choose_target(past("v0", "v1"), standing(at(side("v1"), side("v2"), 50)), "v1")


def test_no_release_was_ever_live() -> None:
    """There is nothing to go back from."""
    assert "rollback-without-release" == reference(choose_target(past(), standing(at())))


def test_the_first_release_has_nothing_before_it() -> None:
    """The only proved release is the live one."""
    found = choose_target(past("v2"), ON_V2)

    assert "rollback-first-release" == reference(found)
    assert isinstance(found, Objection)
    assert "maintenance-drain" in found.do


def test_every_proved_release_is_below_the_floor() -> None:
    """The way is forward."""
    now = standing(at(side("v2")), schema=Schema("contract 3", 3, floor=3))

    assert "schema-too-new" == reference(choose_target(past("v0", "v1", "v2"), now))


def test_a_rollback_of_a_rollback_needs_a_name() -> None:
    """It could mean forward, or further back."""
    history = past("v1", "v2", "v1", verb="rollback")

    assert "rollback-of-rollback" == reference(choose_target(history, standing(at(side("v1")))))
    assert V2 == choose_target(history, standing(at(side("v1"))), "v2")


def test_a_rollback_to_what_is_live_is_refused() -> None:
    """It would change nothing."""
    assert "rollback-to-itself" == reference(choose_target(past("v1", "v2"), ON_V2, "v2"))


def test_a_rollback_to_an_unknown_release_is_refused() -> None:
    """The ledger names the ones it knows."""
    found = choose_target(past("v1", "v2"), ON_V2, "v9")

    assert "rollback-unknown-release" == reference(found)
    assert isinstance(found, Objection)
    assert "v1, v2" in found.why


def test_what_is_left_is_the_newest_release_with_traffic() -> None:
    """Never the target itself, also where the ledger still calls the target live."""
    assert "v2" == leaving(past("v0", "v1"), standing(at(side("v1"), side("v2"), 10)), V1)
    assert "v2" == leaving(past("v0", "v1"), standing(at(side("v2"), side("v1"))), V1)
    assert "v2" == leaving(past("v1", "v2"), ON_V2, V1)
    assert "" == leaving(past("v0", "v1", known=(V0, V1)), standing(at(side("v1"))), V1)
