"""The very tasks that people type, against a rehearsal: real copies, a real door, ECS's controller."""

import json
import signal
import subprocess
from collections.abc import Iterator

import pytest

from tests.platforms.ecs_service.desk import LONGEST, Desk, opened, surroundings

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Everything up, and nothing released yet."""
    with opened(tmp_path_factory.mktemp("desk"), "cost-simulator") as made:
        yield made


def test_a_release_goes_live_a_wrong_one_does_not_and_rollback_needs_no_argument(desk: Desk) -> None:
    """The whole way from sources, a release that is pushed, one that answers as another, and the way back."""
    assert 0 == desk.code("deploy", "--release=v1")
    assert "v1" == desk.answers()
    for verb in ("build", "push", "deploy"):
        assert 0 == desk.code(verb, "--release=v2")
    assert 4 == desk.code("deploy", "--release=v3-wrong")
    assert "v2" == desk.answers()
    assert 0 == desk.code("rollback")
    assert "v1" == desk.answers()


def test_a_deploy_that_was_stopped_before_its_shift_is_given_up_by_a_rollback(desk: Desk) -> None:
    """The controller takes the paused candidate away at once; nothing else is deployed or serves."""
    before = desk.answers()
    words = desk.argv("deploy", "--release=v4", "--json")
    run = subprocess.Popen(words, cwd=desk.folder, env=surroundings(), stdout=subprocess.PIPE, text=True)
    assert run.stdout is not None
    for line in run.stdout:
        said = json.loads(line)
        if said["event"] == "step-began" and "through the test door" in said["name"]:
            run.send_signal(signal.SIGINT)
            break
    run.stdout.read()
    run.stdout.close()
    assert 8 == run.wait(LONGEST)
    paused = desk.deployments("app")

    back = desk.inv("rollback")

    assert 0 == back.returncode, back.stdout + back.stderr
    assert before == desk.answers()
    seen = desk.deployments("app")
    assert ("IN_PROGRESS", [one[0] for one in paused]) == (paused[0][1], [one[0] for one in seen])
    assert seen[0][1].startswith("ROLLBACK")


def test_a_killed_deployer_needs_no_help_the_controller_takes_the_traffic_back(desk: Desk) -> None:
    """SIGKILL while the new release has all the traffic, unconfirmed, and nobody comes back."""
    before = desk.answers()
    desk.pace(3)
    other = "v1" if before == "v2" else "v2"
    words = desk.argv(
        "deploy", f"--release={other}", "--json", "--override=release-is-older", "--reason=drill"
    )
    run = subprocess.Popen(words, cwd=desk.folder, env=surroundings(), stdout=subprocess.PIPE, text=True)
    assert run.stdout is not None
    for line in run.stdout:
        said = json.loads(line)
        if said["event"] == "traffic" and said["candidate_share"] == 100:
            run.send_signal(signal.SIGKILL)
            break
    run.wait(LONGEST)
    run.stdout.close()

    assert -signal.SIGKILL == run.returncode
    assert before == desk.eventually_answers(before)
