"""A small part of each proof of the ECS platform; the whole ones are the scripts in `bench/ecs`."""

from collections.abc import Iterator

import pytest

from bench.ecs import bad_releases, faults, kills, under_load
from bench.ecs.bad_releases import REVERTED, settings
from bench.ecs.desk import BRISK, Desk, desk_in
from bench.ecs.fault_cases import Case
from bench.ecs.judge import Judge
from bench.ecs.kills import Point
from bench.ecs.loading import LIGHT, load_on
from bench.ecs.scene import Scene, scene_in

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """A release live, its ledger in DynamoDB, its calls through a gateway that may fall silent."""
    with scene_in(tmp_path_factory.mktemp("scene") / "desk", faults.SHORT) as made:
        yield made


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The release v1 live."""
    with desk_in(tmp_path_factory.mktemp("bad") / "desk", settings(4.0)) as made:
        made.sure("deploy", "--release=v1")
        yield made


def test_a_deploy_and_a_rollback_under_load_lose_nothing(tmp_path_factory: pytest.TempPathFactory) -> None:
    """No request, and no stream of five seconds."""
    with desk_in(tmp_path_factory.mktemp("load") / "desk", BRISK) as made:
        rounds = under_load.played(made, 1, LIGHT)

    assert rounds.is_good, rounds.load.lines()
    assert rounds.load.seen["streams"] > 0


@pytest.mark.parametrize(
    "point",
    [
        Point("deploy", "UpdateService", 1, is_after=True),
        Point("deploy", "ContinueServiceDeployment", 1, is_after=True),
        Point("deploy", "ContinueServiceDeployment", 2),
    ],
    ids=["ordered", "shifted", "unconfirmed"],
)
def test_a_deploy_that_is_killed_converges_in_one_rerun_and_nobody_notices(
    scene: Scene, point: Point
) -> None:
    """The rerun waits for the dead one's lease, looks, and goes on."""
    with load_on(scene.desk.front, **LIGHT) as load:
        finding = kills.played(scene, point)

    assert finding.was_killed
    assert () == finding.faults
    assert (0, 0) == (load.lost, load.cut)


def test_a_deploy_that_nobody_comes_back_to_is_taken_back_by_ecs(scene: Scene) -> None:
    """Dead with all the traffic on the new release, unconfirmed: the hook's timeout is the way back."""
    finding = kills.played(scene, Point("deploy", "ContinueServiceDeployment", 2), alone=True)

    assert finding.was_killed
    assert () == finding.faults


@pytest.mark.parametrize(
    "case",
    [
        Case("deploy", "timeout after", "RegisterTaskDefinition", 1),
        Case("rollback", "stale once", "DescribeServiceDeployments", 8, "ecs"),
        Case("maintenance-drain", "throttle on", "CreateRule", 1),
    ],
    ids=lambda case: f"{case.verb} {case.kind} {case.call}",
)
def test_a_call_that_fails_ends_with_the_right_code_in_the_right_state(scene: Scene, case: Case) -> None:
    """Never green without the new release live, never reverted without the old one, nothing made twice."""
    finding = faults.played(scene, case)

    assert finding.was_struck
    assert () == finding.faults


@pytest.mark.parametrize("fault", ["half", "hang", "late"])
def test_a_bad_release_is_detected_and_taken_back(desk: Desk, fault: str) -> None:
    """The old release serves, everywhere."""
    finding = bad_releases.played(desk, Judge(desk), fault, "v1")

    assert REVERTED == finding.code
    assert () == finding.faults
