"""What a contender concludes from its looks."""

import pytest

from deploy.engine.lease_watch import Watch
from deploy.model.lease import FREE, LeaseRecord

HELD = LeaseRecord("rival", 1, "v1", 90.0)


def test_a_free_lease_may_be_taken_at_first_sight() -> None:
    """There is nobody to outlast."""
    watch = Watch(60.0)
    watch.look(FREE, 0.0, 0.0)

    assert watch.may_take(FREE)
    assert not watch.shows_life


@pytest.mark.parametrize(("asked", "may"), [(0.0, False), (99.0, False), (99.9, False), (100.0, True)])
def test_silence_counts_from_the_first_answer_to_the_last_question(asked: float, *, may: bool) -> None:
    """Both ends err on the holder's side."""
    watch = Watch(60.0)
    watch.look(HELD, asked_at=0.0, answered_at=10.0)
    watch.look(HELD, asked_at=asked, answered_at=asked + 50.0)

    assert may is watch.may_take(HELD)
    assert max(0.0, asked - 10.0) == watch.silent_seconds


def test_a_changed_version_is_a_sign_of_life_for_one_look() -> None:
    """And the silence begins anew."""
    renewed = LeaseRecord("rival", 1, "v2", 90.0)
    watch = Watch(60.0)
    looks = [(HELD, 0.0), (renewed, 89.0), (renewed, 178.9), (renewed, 179.0)]

    seen = []
    for record, at in looks:
        watch.look(record, at, at)
        seen.append((watch.shows_life, watch.silent_seconds, watch.may_take(record)))

    assert [
        (False, 0.0, False),
        (True, 0.0, False),
        (False, pytest.approx(89.9), False),
        (False, 90.0, True),
    ] == seen


def test_a_holder_that_says_no_length_gets_the_contenders() -> None:
    """A record of another make is outlasted too."""
    unsaid = LeaseRecord("rival", 1, "v1")
    watch = Watch(60.0)
    watch.look(unsaid, 0.0, 0.0)

    assert watch.patience(HELD) == 90.0
    assert watch.patience(unsaid) == 60.0
    assert not watch.may_take(unsaid)
