"""Every platform moves traffic alike: armed, absolute, given back, closed, drained; each safe to repeat."""

from deploy.model.maintenance import ALL_OF_IT
from deploy.model.standing import Health, Side
from tests.contracts.yard import REVERT_SECONDS, Yard, scaling_of


def test_a_shift_is_armed_and_absolute(yard: Yard) -> None:
    """The same share twice is that share once."""
    yard.live("v1")
    yard.prepared("v2")

    yard.place.traffic.shift(40, REVERT_SECONDS)
    yard.place.traffic.shift(40, REVERT_SECONDS)

    split = yard.place.traffic.look()
    assert (40, True) == (split.candidate_share, split.is_armed)


def test_the_platform_takes_traffic_back_by_itself(yard: Yard) -> None:
    """Nobody has to be there."""
    yard.live("v1")
    yard.shifted("v2")

    yard.pass_time(REVERT_SECONDS - 1.0)
    assert 100 == yard.place.traffic.look().candidate_share
    yard.pass_time(1.0)

    split = yard.place.traffic.look()
    assert (0, False) == (split.candidate_share, split.is_armed)
    assert yard.place.traffic.verify(yard.release("v1")).is_good


def test_a_later_shift_arms_anew(yard: Yard) -> None:
    """The time runs from the last one."""
    yard.live("v1")
    yard.shifted("v2", 10)
    yard.pass_time(REVERT_SECONDS - 1.0)

    yard.place.traffic.shift(100, REVERT_SECONDS)
    yard.pass_time(REVERT_SECONDS - 1.0)

    assert 100 == yard.place.traffic.look().candidate_share


def test_confirming_makes_the_candidate_live_for_good(yard: Yard) -> None:
    """The old release stays warm, and nothing is armed any more."""
    yard.live("v1")
    yard.live("v2")

    yard.pass_time(2 * REVERT_SECONDS)
    now = yard.place.look("web")
    assert ("v2", "v1", 0, False) == (
        now.live.release,
        now.candidate.release,
        now.candidate_share,
        now.is_armed,
    )


def test_confirming_again_does_not_turn_back(yard: Yard) -> None:
    """A lost reply must not swap the sides."""
    yard.live("v1")
    yard.live("v2")

    yard.place.traffic.confirm()

    assert "v2" == yard.place.look("web").live.release


def test_confirming_a_part_of_the_traffic_is_nothing(yard: Yard) -> None:
    """Only a candidate with everything becomes live."""
    yard.live("v1")
    yard.shifted("v2", 50)

    yard.place.traffic.confirm()

    assert ("v1", 50) == (yard.place.look("web").live.release, yard.place.traffic.look().candidate_share)


def test_reverting_gives_everything_back_and_again_is_nothing(yard: Yard) -> None:
    """The candidate stays up, without traffic."""
    yard.live("v1")
    yard.shifted("v2")

    yard.place.traffic.revert()
    yard.place.traffic.revert()

    now = yard.place.look("web")
    assert ("v1", "v2", 0, False) == (
        now.live.release,
        now.candidate.release,
        now.candidate_share,
        now.is_armed,
    )


def test_the_front_door_needs_a_good_answer_from_every_side_with_traffic(yard: Yard) -> None:
    """A divided door is asked about the candidate, and a sick side spoils it."""
    yard.live("v1")
    good = yard.shifted("v2", 10)
    assert yard.place.traffic.verify(good).is_good

    yard.place.traffic.revert()
    yard.place.stage.retire()
    sick = yard.shifted("v3-sick", 10)

    verdict = yard.place.traffic.verify(sick)
    assert (False, True) == (verdict.is_good, bool(verdict.text))


def test_the_page_goes_up_and_down_and_the_release_stays(yard: Yard) -> None:
    """Both ways safe to repeat."""
    yard.live("v1")

    yard.place.traffic.close("Back soon")
    yard.place.traffic.close("Back soon")
    assert "Back soon" in yard.place.traffic.notice()

    yard.place.traffic.open()
    yard.place.traffic.open()
    assert "" == yard.place.traffic.notice()
    assert "v1" == yard.place.look("web").live.release


def test_a_drained_side_has_no_copies_until_they_are_asked_for_again(yard: Yard) -> None:
    """Draining is over when nothing is at work, and the release comes back as it was."""
    yard.live("v1")
    scaling = scaling_of(yard.place)
    before = scaling.look()

    assert 0 == yard.place.traffic.drain(Side.LIVE)
    assert 0 == yard.place.traffic.drain(Side.LIVE)
    assert (0, 0) == (scaling.look().copies, scaling.look().ready)
    assert Health.ABSENT is yard.place.look("web").live.health

    scaling.resize(before.copies)
    assert before == scaling.look()
    assert ("v1", Health.HEALTHY) == (yard.place.look("web").live.release, yard.place.look("web").live.health)


def test_where_nothing_scales_nothing_is_let_rest(yard: Yard) -> None:
    """It is no error, and nothing is remembered of it."""
    scaling = scaling_of(yard.place)

    scaling.suspend(ALL_OF_IT)

    assert (False, frozenset()) == (scaling.look().scales, scaling.look().suspended)
