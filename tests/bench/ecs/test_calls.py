"""How many API calls a deployment of an image costs; `python -m bench.ecs.peers` has the peers' beside it."""

from collections import Counter

import pytest

from bench.ecs.desk import BRISK, desk_in
from bench.ecs.gateway import THROUGH, gateway_of
from bench.ecs.judge import Judge

pytestmark = pytest.mark.slow

LOOK = "DescribeServiceDeployments"
BESIDE_LOOKS = 36
"""Topology and image 3, the look for the plan 6 and under the lease 4, register and start 4, targets of both
sides wherever somebody decides 11, two pauses answered, figures 1: 31. On a slow machine a shift is looked at
more than once, which asks both sides again."""
LOOKS_A_SECOND = 4.0
"""A wait begins with pauses of a tenth of a second whenever ECS has come further, and they grow by half."""


def test_an_image_costs_so_many_calls_and_no_more(tmp_path_factory: pytest.TempPathFactory) -> None:
    """All but the looks of a wait is a matter of what has to be decided, and not of time."""
    with (
        desk_in(tmp_path_factory.mktemp("calls") / "desk", BRISK | THROUGH) as desk,
        gateway_of(desk) as gateway,
    ):
        desk.sure("deploy", "--release=v0")
        Judge(desk).settled()
        for verb in ("build", "scan", "push"):
            desk.sure(verb, "--release=v1")
        gateway.start()
        ended = desk.sure("deploy-bluegreen", "--release=v1")
        calls = Counter(gateway.calls)

    assert calls.total() - calls[LOOK] <= BESIDE_LOOKS, calls
    assert calls[LOOK] <= LOOKS_A_SECOND * ended.seconds, calls
    assert 1 == calls["UpdateService"]
    assert 2 == calls["ContinueServiceDeployment"]
