"""Shares by smooth weighted round robin."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from rehearsal.balancer.weights import WeightedTurn


def test_ten_in_a_hundred_is_exact_and_spread() -> None:
    turn = WeightedTurn((("blue", 90), ("green", 10)))

    picks = [turn.next() for _ in range(10_000)]

    assert 1_000 == picks.count("green")
    assert {1} == {picks[begin : begin + 10].count("green") for begin in range(0, 10_000, 10)}


@given(st.lists(st.integers(0, 50), min_size=1, max_size=5))
def test_every_full_turn_gives_each_its_weight(weights: list[int]) -> None:
    turn = WeightedTurn(tuple(enumerate(weights)))

    picks = Counter(turn.next() for _ in range(sum(weights)))

    assert {one: weight for one, weight in enumerate(weights) if weight} == dict(picks)


def test_without_any_weight_it_is_nobodys_turn() -> None:
    assert WeightedTurn((("blue", 0), ("green", 0))).next() is None
