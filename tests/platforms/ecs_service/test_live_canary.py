"""A canary: a tenth of the traffic, a look at it, then all; the way back is one move."""

import json
from collections.abc import Iterator
from itertools import dropwhile

import pytest

from tests.platforms.ecs_service.desk import Desk, opened

pytestmark = pytest.mark.slow
STAGED = ("[components.app]\n", '[components.app]\nstrategy = "canary"\nstages = [10, 100]\n')


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """v1 live and proved."""
    with opened(tmp_path_factory.mktemp("desk"), "cost-simulator", STAGED) as made:
        made.pace(8)
        assert 0 == made.code("deploy", "--release=v1")
        yield made


def shares(desk: Desk, *words: str) -> list[int]:
    """The shares of the candidate that a run came by, from the first that it was given."""
    ended = desk.inv(*words, "--json")
    assert 0 == ended.returncode
    said = [json.loads(line) for line in ended.stdout.splitlines()]
    seen = [event["candidate_share"] for event in said if event["event"] == "traffic"]
    return list(dropwhile(lambda share: share == 0, seen))


def test_every_pause_on_the_way_is_answered_and_the_way_back_has_none(desk: Desk) -> None:
    """ECS pauses before each step, and once after the last."""
    assert [10, 100, 0] == shares(desk, "deploy", "--release=v2")
    assert "v2" == desk.answers()
    assert [100, 0] == shares(desk, "rollback")
    assert "v1" == desk.answers()
