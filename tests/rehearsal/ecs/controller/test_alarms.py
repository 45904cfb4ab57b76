"""Alarms end a deployment when they turn red during it, and never when they were red before it."""

from dataclasses import replace

import pytest

from rehearsal.ecs.controller.config import Config
from rehearsal.ecs.controller.words import MonitorStatus, Stage, Status
from tests.rehearsal.ecs.controller.configs import alarms, blue_green, rolling
from tests.rehearsal.ecs.controller.world import serving


def test_an_alarm_that_turns_red_in_the_bake_brings_the_old_revision_back() -> None:
    config = blue_green(bake=5, alarms=alarms("errors"))
    world = serving(config)
    world.deploy("r/2", config)
    world.until_stage(Stage.BAKE_TIME)
    world.red = frozenset({"errors"})
    world.until(Status.ROLLBACK_SUCCESSFUL)
    assert world.deployment.alarms.triggered == ("errors",)
    assert world.shares() == [100.0, 100.0]
    assert world.revisions() == {"r/1": 2}


def test_an_alarm_that_was_red_at_the_start_is_not_watched() -> None:
    """The hole of the real ECS: the deployment succeeds under a red alarm."""
    config = blue_green(alarms=alarms("errors"))
    world = serving(config)
    world.red = frozenset({"errors"})
    world.deploy("r/2", config)
    world.until(Status.SUCCESSFUL)
    assert world.deployment.alarms.watched == ()
    assert world.deployment.alarms.status is MonitorStatus.MONITORING_COMPLETE


def test_an_alarm_that_was_red_at_the_start_stays_unwatched_when_it_turns_red_again() -> None:
    config = blue_green(bake=5, alarms=alarms("errors", "latency"))
    world = serving(config)
    world.red = frozenset({"errors"})
    world.deploy("r/2", config)
    world.tick(3)
    world.red = frozenset()
    world.tick(3)
    world.red = frozenset({"errors"})
    world.tick(3)
    assert world.status is Status.IN_PROGRESS
    world.red = frozenset({"errors", "latency"})
    world.until(Status.ROLLBACK_SUCCESSFUL)
    assert world.deployment.alarms.triggered == ("latency",)


@pytest.mark.parametrize("config", [rolling(), blue_green()])
def test_without_rollback_a_red_alarm_stops_the_deployment_where_it_stands(config: Config) -> None:
    watched = replace(config, alarms=alarms("errors", rollback=False))
    world = serving(config)
    world.stuck = frozenset({"r/2"})
    world.deploy("r/2", watched)
    world.tick(3)
    world.red = frozenset({"errors"})
    assert world.until(Status.STOPPED) is Status.STOPPED
    assert world.revisions() == {"r/1": 2, "r/2": 2}


def test_disabled_alarms_are_not_read() -> None:
    world = serving(rolling())
    world.deploy("r/2", rolling())
    world.red = frozenset({"errors"})
    world.until(Status.SUCCESSFUL)
    assert world.deployment.alarms.status is MonitorStatus.DISABLED


def test_the_breaker_is_deaf_outside_rolling_deployments() -> None:
    config = replace(blue_green(), breaker=replace(rolling().breaker, enable=True, rollback=True))
    world = serving(config)
    world.failing = frozenset({"r/2"})
    world.deploy("r/2", config)
    world.tick(100)
    assert world.status is Status.IN_PROGRESS
    assert world.deployment.breaker.status is MonitorStatus.DISABLED
    assert world.deployment.breaker.failures > 3
