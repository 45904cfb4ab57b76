"""A split is exact over every full turn, and even within it."""

from hypothesis import given
from hypothesis import strategies as st

from rehearsal.balancer.haproxy.splits import Split, split_of

WEIGHTS = st.lists(st.integers(0, 999), min_size=2, max_size=5).filter(any)


def turns(split: Split, number: int) -> list[int]:
    """Whose turn it is, as haproxy counts."""
    counter, chosen = 0, []
    for _ in range(number):
        counter = (counter + split.step) % split.total
        below = [index for index, bound in enumerate(split.bounds) if counter < bound]
        chosen.append(below[0] if below else len(split.bounds))
    return chosen


@given(WEIGHTS)
def test_every_group_has_its_share_of_a_full_turn(weights: list[int]) -> None:
    split = split_of(weights)
    chosen = turns(split, split.total)

    assert [weight * split.total // sum(weights) for weight in weights] == [
        chosen.count(index) for index in range(len(weights))
    ]


@given(st.integers(0, 100))
def test_two_groups_take_turns_evenly(share: int) -> None:
    chosen = turns(split_of([share, 100 - share]), 300)

    assert all(abs(chosen[:end].count(0) - share * end / 100) <= 1 for end in range(1, 300))
