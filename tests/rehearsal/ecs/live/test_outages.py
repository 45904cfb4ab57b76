"""A killed server leaves no task behind, and reads can be made to lag."""

import os
import signal
from pathlib import Path

import pytest

from rehearsal import lifecycle
from rehearsal.control.plane import Place
from rehearsal.faults.model import Fault, Kind
from tests.rehearsal.ecs.live.cluster import CLUSTER, Cluster, eventually

pytestmark = pytest.mark.slow


def lives(task: dict[str, list[dict[str, str]]]) -> bool:
    """Whether the process of a task still runs."""
    pid = task["containers"][0]["runtimeId"].rpartition("-")[2]
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


def test_a_stale_read_shows_the_past_and_writes_see_the_present(cluster: Cluster) -> None:
    cluster.create("stale", cluster.version("stale", "1"), 0)
    cluster.stable("stale")
    cluster.running.faults.arm(Fault(Kind.STALE, "ecs", "DescribeServices", count=0, seconds=30))
    cluster.update("stale", desiredCount=1)
    assert cluster.service("stale")["desiredCount"] == 0
    eventually(lambda: cluster.tasks("stale"))
    cluster.running.faults.clear()
    assert cluster.service("stale")["desiredCount"] == 1


def test_a_killed_server_leaves_no_task_and_the_next_one_goes_on(cluster: Cluster) -> None:
    cluster.create("orphan", cluster.version("orphan", "1"), 2)
    cluster.stable("orphan")
    tasks = cluster.tasks("orphan")
    assert all(lives(task) for task in tasks)
    lifecycle.command(cluster.running.state, "save")
    os.kill(cluster.running.state.pid, signal.SIGKILL)
    eventually(lambda: not any(lives(task) for task in tasks))
    lifecycle.up(Place(cluster.running.folder))
    eventually(lambda: cluster.service("orphan")["runningCount"], lambda count: count == 2)
    listed = cluster.ecs.list_tasks(cluster=CLUSTER, serviceName="orphan")["taskArns"]
    assert not {task["taskArn"] for task in tasks} & set(listed)
