"""A bake that nobody waits for, a way back while it lasts, and what is refused meanwhile."""

import re
from collections.abc import Iterator

import pytest

from tests.platforms.ecs_service.desk import Desk, change, opened

pytestmark = pytest.mark.slow
ALARM = "CostSimulator-Errors"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """An alarm, v1 live and proved, and one minute of bake from then on."""
    named = ("[components.app]\n", f'[components.app]\nalarms = ["{ALARM}"]\n')
    with opened(tmp_path_factory.mktemp("desk"), "cost-simulator", named) as made:
        green(made)
        assert 0 == made.code("deploy", "--release=v1")
        change(made.folder, made.system, "bake_seconds = 2\n", "bake_seconds = 60\n")
        yield made


def green(desk: Desk, *, state: str = "OK") -> None:
    """Make the alarm, or turn it."""
    cloudwatch = desk.aws.client("cloudwatch")
    cloudwatch.put_metric_alarm(
        AlarmName=ALARM,
        Namespace="Shop",
        MetricName="Errors",
        Statistic="Sum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanOrEqualToThreshold",
    )
    cloudwatch.set_alarm_state(AlarmName=ALARM, StateValue=state, StateReason="planted")


def test_a_bake_is_told_refuses_the_next_deploy_and_goes_back_at_once(desk: Desk) -> None:
    """By ECS's own controller, which keeps the side before warm for it."""
    desk.pace(40)
    assert 0 == desk.code("deploy", "--release=v2", "--no-wait-bake")
    assert "baking until" in desk.inv("status").stdout

    refused = desk.inv("deploy", "--release=v1", "--override=release-is-older", "--reason=drill", "--plan")
    assert 0 == refused.returncode  # v1 stands warm: that is the way back, and no new deployment
    refused = desk.inv("deploy", "--release=v3")
    assert (6, True) == (refused.returncode, "release-baking" in refused.stdout + refused.stderr)

    back = desk.inv("rollback", "--to=v1")
    assert 0 == back.returncode
    assert "v1" == desk.answers()
    first = re.search(r"first good answer of v1 through the front door after ([0-9.]+) s", back.stdout)
    assert first is not None
    desk.pace(8)


def test_a_bake_that_ended_well_is_proved_by_the_next_deploy(desk: Desk) -> None:
    """The run that brought it had ended at its confirmation."""
    assert 0 == desk.code("deploy", "--release=v4", "--no-wait-bake")
    assert 0 == desk.code("deploy", "--release=v5", "--no-wait-bake", "--wait=60")

    assert "verify app v4 through the front door" in desk.inv("rollback", "--plan").stdout


def test_a_red_alarm_is_refused_and_overridden_with_a_reason(desk: Desk) -> None:
    """Nothing is touched by the refusal; what was red before does not count against the fix."""
    green(desk, state="ALARM")
    for words in (["--wait=60"], ["--plan"]):
        refused = desk.inv("deploy", "--release=v6", *words)
        assert 3 == refused.returncode
        assert "alarm-not-green" in refused.stdout + refused.stderr
        assert ALARM in refused.stdout + refused.stderr

    fix = ("--override=alarm-not-green", "--reason=it is the fix", "--no-wait-bake", "--wait=60")
    assert 0 == desk.code("deploy", "--release=v6", *fix)
    assert "v6" == desk.answers()
