"""Every platform stages alike: a candidate comes without traffic, is asked, goes; each is safe to repeat."""

from deploy.model.standing import Health
from tests.contracts.yard import Yard


def test_nothing_stands_at_first(yard: Yard) -> None:
    """Both sides are empty, no traffic is on the candidate, nothing is armed."""
    now = yard.place.look("web")

    assert (Health.ABSENT, Health.ABSENT, 0) == (now.live.health, now.candidate.health, now.candidate_share)
    assert (False, "", "") == (now.is_armed, now.trouble, yard.place.traffic.notice())


def test_looking_changes_nothing(yard: Yard) -> None:
    """Two looks see the same."""
    yard.shifted("v1", 10)

    assert yard.place.look("web") == yard.place.look("web")


def test_a_candidate_starts_without_traffic_and_becomes_healthy(yard: Yard) -> None:
    """Preparing does not wait."""
    yard.place.stage.prepare(yard.release("v1"))
    assert Health.STARTING is yard.place.look("web").candidate.health

    yard.pass_time(yard.start_seconds)
    now = yard.place.look("web")
    assert ("v1", Health.HEALTHY, 0) == (now.candidate.release, now.candidate.health, now.candidate_share)


def test_preparing_again_does_not_start_again(yard: Yard) -> None:
    """What stands healthy stays healthy."""
    release = yard.prepared("v1")

    yard.place.stage.prepare(release)

    assert Health.HEALTHY is yard.place.look("web").candidate.health


def test_a_bad_candidate_says_why(yard: Yard) -> None:
    """Sick, with a reason a person can use."""
    yard.prepared("v1-broken")

    side = yard.place.look("web").candidate
    assert (Health.SICK, True) == (side.health, bool(side.reason))


def test_the_test_door_tells_the_release_that_answers(yard: Yard) -> None:
    """Healthy is not enough: it has to be the one that was meant."""
    right = yard.prepared("v1")

    assert yard.place.stage.verify(right).is_good
    assert not yard.place.stage.verify(yard.release("v2")).is_good


def test_the_test_door_sees_a_wrong_answer(yard: Yard) -> None:
    """The container is healthy, its answer is another release's."""
    release = yard.prepared("v1-wrong")

    assert Health.HEALTHY is yard.place.look("web").candidate.health
    assert not yard.place.stage.verify(release).is_good


def test_a_retired_candidate_is_gone_and_retiring_again_is_nothing(yard: Yard) -> None:
    """Safe to repeat."""
    yard.prepared("v1")

    yard.place.stage.retire()
    yard.place.stage.retire()

    assert Health.ABSENT is yard.place.look("web").candidate.health


def test_a_candidate_with_traffic_is_not_retired(yard: Yard) -> None:
    """Whoever asks."""
    yard.shifted("v1", 10)

    yard.place.stage.retire()

    assert ("v1", 10) == (yard.place.look("web").candidate.release, yard.place.look("web").candidate_share)
