"""The page of a really running rehearsal over real HTTP, and the command that prints its address."""

import os
import subprocess
import sys
from http.client import HTTPConnection
from itertools import islice
from pathlib import Path
from time import monotonic
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest

from rehearsal import lifecycle
from rehearsal.control.plane import Place
from rehearsal.page.site import ADDRESS, FILES
from tests.rehearsal.conftest import Running
from tests.rehearsal.ecs.live.cluster import Cluster, eventually
from tests.rehearsal.page.listener import listening, snapshots

ROOT = Path(__file__).resolve().parents[3]
WITHOUT_SCREEN = {name: value for name, value in os.environ.items() if "DISPLAY" not in name}


def type_open(folder: Path) -> subprocess.CompletedProcess[str]:
    """What `open` says on a machine without a screen."""
    command = [sys.executable, "-m", "rehearsal", "open", "--folder", str(folder)]
    return subprocess.run(
        command, cwd=ROOT, env=WITHOUT_SCREEN, capture_output=True, text=True, timeout=60, check=False
    )


def test_open_prints_the_address_of_the_page(running: Running) -> None:
    said = type_open(running.folder)
    assert (0, f"{running.state.endpoint}{ADDRESS}\n") == (said.returncode, said.stdout)
    with urlopen(said.stdout.strip(), timeout=5) as answer:  # noqa: S310 - loopback http
        assert "text/html; charset=utf-8" == answer.headers["Content-Type"]


def test_open_without_a_rehearsal_says_what_to_type(tmp_path: Path) -> None:
    said = type_open(tmp_path)
    assert (7, "") == (said.returncode, said.stdout)
    assert "python -m rehearsal up" in said.stderr


@pytest.mark.parametrize("path", FILES)
def test_the_browser_is_told_to_load_nothing_from_elsewhere(running: Running, path: str) -> None:
    """The page works without internet, and could not even be made to ask for it."""
    with urlopen(f"{running.state.endpoint}{ADDRESS}{path}", timeout=5) as answer:  # noqa: S310 - loopback http
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'self';")
        assert "no-store" == answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/nothing", 404), ("POST", "", 405), ("POST", "/events", 405)]
)
def test_other_addresses_and_methods_are_refused(
    running: Running, method: str, path: str, status: int
) -> None:
    address = f"{running.state.endpoint}{ADDRESS}{path}"
    request = Request(address, method=method, data=b"" if method == "POST" else None)  # noqa: S310 - loopback http
    with pytest.raises(HTTPError) as refusal:
        urlopen(request, timeout=5)  # noqa: S310 - as above
    assert status == refusal.value.code
    refusal.value.close()


def test_a_head_of_the_stream_opens_none(running: Running, cluster: Cluster) -> None:
    connection = HTTPConnection(urlsplit(running.state.endpoint).netloc, timeout=5)
    connection.request("HEAD", f"{ADDRESS}/events")
    answer = connection.getresponse()
    assert (200, "text/event-stream") == (answer.status, answer.headers["Content-Type"])
    connection.close()
    assert {"result": 0} == cluster.act("watchers")


def test_the_stream_begins_with_what_is_so_now(running: Running) -> None:
    with listening(running.state.endpoint) as events:
        seen = next(snapshots(events))
    assert (running.state.endpoint, "us-east-1") == (seen["endpoint"], seen["region"])


def test_a_call_is_seen_by_a_watcher(running: Running) -> None:
    """The page's own looking is none."""
    with listening(running.state.endpoint) as events:
        changes = snapshots(events)
        next(changes)
        running.client("sqs").create_queue(QueueName="seen")
        newest = next(seen["calls"][0] for seen in changes if seen["calls"])
    assert ("sqs", "CreateQueue", "done", 200) == (
        newest["service"],
        newest["operation"],
        newest["effect"],
        newest["status"],
    )


def test_an_alarm_that_turns_red_comes_first(running: Running) -> None:
    watch = running.client("cloudwatch")
    for name in ("calm", "errors"):
        watch.put_metric_alarm(
            AlarmName=name,
            MetricName="m",
            Namespace="n",
            Period=60,
            EvaluationPeriods=1,
            Threshold=1,
            ComparisonOperator="GreaterThanThreshold",
            Statistic="Sum",
        )
    with listening(running.state.endpoint) as events:
        changes = snapshots(events)
        names = ([alarm["name"] for alarm in seen["alarms"]] for seen in changes)
        assert ["calm", "errors"] == next(found for found in names if len(found) == 2)
        watch.set_alarm_state(AlarmName="errors", StateValue="ALARM", StateReason="3 errors")
        red = next(alarm for seen in changes for alarm in seen["alarms"][:1] if alarm["state"] == "ALARM")
    assert ("errors", "3 errors") == (red["name"], red["reason"])


def test_watchers_that_leave_leave_nothing_behind(running: Running, cluster: Cluster) -> None:
    """Neither a stream nor its thread, nor a complaint in the server's log."""
    pid = running.state.pid
    before = threads(pid)
    for _ in range(5):
        with listening(running.state.endpoint) as events, listening(running.state.endpoint) as others:
            next(events), next(others)
    eventually(lambda: cluster.act("watchers")["result"], lambda count: count == 0, 10)
    eventually(lambda: threads(pid), lambda count: count <= before + 1, 10)
    assert "ended in an error" not in Path(running.state.log).read_text()


def threads(pid: int) -> int:
    """How many threads a process has."""
    return len(list(Path(f"/proc/{pid}/task").iterdir()))


def test_the_stream_does_not_hold_the_lock(running: Running) -> None:
    """While many watch, calls go on as before."""
    endpoint = running.state.endpoint
    with listening(endpoint) as one, listening(endpoint) as two, listening(endpoint) as three:
        for events in (one, two, three):
            next(events)
        running.client("sqs").list_queues()
        began = monotonic()
        for _ in range(20):
            running.client("sqs").list_queues()
        assert monotonic() - began < 5
        assert "beat" in {name for name, _ in islice(one, 5)}


def test_down_says_goodbye_to_a_watcher_and_is_quick(tmp_path: Path) -> None:
    """A page left open on a screen in the office holds nothing up."""
    folder = tmp_path / "rehearsal"
    state = lifecycle.up(Place(folder))
    try:
        with listening(state.endpoint) as events:
            next(events)
            began = monotonic()
            lifecycle.down(folder, keep=False)
            took = monotonic() - began
            assert "bye" == [name for name, _ in events][-1]
        assert took < 5
    finally:
        lifecycle.down(folder, keep=False)


def test_a_reset_ends_the_stream_and_a_new_one_begins_on_empty_records(running: Running) -> None:
    """The browser comes back by itself within a second."""
    with listening(running.state.endpoint) as events:
        next(events)
        lifecycle.reset(running.folder)
        assert "bye" == [name for name, _ in events][-1]
    with listening(running.state.endpoint) as events:
        assert [] == next(snapshots(events))["services"]
