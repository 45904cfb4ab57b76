"""A load balancer learns of a move node by node; a fleet that is really half old is told from that."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy.connectors.clock.memory import MemoryClock
from deploy.connectors.web.port import Answer
from deploy.engine.waiting import WaitedInVain
from deploy.platforms.ecs_service.asking import Door
from deploy.platforms.ecs_service.contract import Wanted
from deploy.rollout.bar import Bar
from tests.platforms.ecs_service.watching import Watcher

SETTLE, WATCH, QUESTION = 20.0, 30.0, 0.01
DOOR = Door("http://door/health", Wanted("v2", leaving="v1"))
NEVER = float("inf")
FOUND = "web: answers as v1, wanted v2; traffic had 20 s to leave it"
TURNS = st.sampled_from([lambda n: n, lambda n: n * n, lambda n: n // 3, lambda n: n * 7919 // 13])
"""In which order the nodes answer: by turns, or lumped together."""


@dataclass
class Nodes:
    """Each node of a balancer leaves v1 for v2 at a second of its own; old answers leave their times."""

    moves_at: tuple[float, ...]
    turn: Callable[[int], int]
    clock: MemoryClock = field(default_factory=MemoryClock)
    asked: int = 0
    old: list[float] = field(default_factory=list)

    def get(self, _url: str, _seconds: float) -> Answer:
        """What the node whose turn it is answers."""
        self.clock.advance(QUESTION)
        moves_at = self.moves_at[self.turn(self.asked) % len(self.moves_at)]
        self.asked += 1
        is_old = self.clock.boot() < moves_at
        if is_old:
            self.old.append(self.clock.boot())
        words = {"release": "v1" if is_old else "v2", "status": "healthy"}
        return Answer(200, json.dumps(words).encode())

    def watch(self) -> None:
        """Watch the release through these nodes."""
        Watcher(Bar(good_percent=99.0, settle_seconds=SETTLE), WATCH, self.clock).watch(self, DOOR)


moments = st.floats(0.0, SETTLE - 0.5)


@given(st.lists(moments, min_size=1, max_size=8), TURNS)
def test_slow_nodes_are_waited_for_and_the_whole_watch_comes_after_them(
    moves_at: list[float], turn: Callable[[int], int]
) -> None:
    """No false failure, and no old answer within the watch that the verdict rests on."""
    nodes = Nodes(tuple(moves_at), turn)

    nodes.watch()

    assert nodes.clock.boot() - max(nodes.old, default=0.0) >= WATCH - 1e-6


@given(st.lists(moments, min_size=1, max_size=4), st.integers(1, 4))
def test_a_fleet_that_stays_half_old_is_found_as_soon_as_traffic_has_settled(
    moves_at: list[float], old: int
) -> None:
    """However the good ones came, and however many answers of a hundred may be bad."""
    nodes = Nodes((*moves_at, *[NEVER] * old), lambda n: n)

    with pytest.raises(WaitedInVain) as raised:
        nodes.watch()

    assert FOUND in raised.value.why
    assert SETTLE <= nodes.clock.boot() < SETTLE + 3.0


def test_a_node_that_turns_back_after_the_settling_is_the_end() -> None:
    """One old answer is enough, after four hundred good ones."""
    nodes = Nodes((0.0,), lambda n: n)

    def turns_back() -> None:
        nodes.moves_at = (NEVER,)

    nodes.clock.every(SETTLE + 5.0, turns_back)

    with pytest.raises(WaitedInVain) as raised:
        nodes.watch()

    assert FOUND in raised.value.why
    assert 1 == len(nodes.old)
