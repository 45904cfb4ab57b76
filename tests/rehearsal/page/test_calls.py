"""The newest calls, told so that a person can follow them."""

from typing import Any

import pytest

from rehearsal.page.calls import caller_name, see_calls, see_changes
from rehearsal.requests.entry import Effect, Entry


def entry(operation: str, at: float = 0.0, **members: Any) -> Entry:
    """One call."""
    plain: dict[str, Any] = {
        "service": "ecs",
        "region": "us-east-1",
        "caller": "arn:aws:iam::1:user/ann",
        "effect": Effect.DONE,
        "status": 200,
        "milliseconds": 1.5,
    }
    return Entry(**{**plain, "time": at, "operation": operation, **members})


def told(*operations: str) -> list[tuple[str, int]]:
    """What is told of calls, the newest first."""
    seen = see_calls([entry(operation, at) for at, operation in enumerate(operations)])
    return [(calls.operation, calls.count) for calls in seen]


def test_the_newest_call_comes_first() -> None:
    assert [("UpdateService", 1), ("CreateCluster", 1)] == told("CreateCluster", "UpdateService")


def test_equal_readings_between_two_changes_are_told_once() -> None:
    """A waiting client asks the same two things over and over."""
    polled = ("ListTasks", "DescribeTasks") * 30
    assert [("DescribeTasks", 30), ("ListTasks", 30), ("StopTask", 1), ("ListTasks", 1)] == told(
        "ListTasks", "StopTask", *polled
    )


def test_every_change_is_told() -> None:
    """Two equal changes in a row are two changes."""
    assert [("StopTask", 1), ("StopTask", 1)] == told("StopTask", "StopTask")


def test_a_reading_that_failed_is_told_apart_from_those_that_did_not() -> None:
    calls = [entry("ListTasks"), entry("ListTasks", effect=Effect.PREVENTED, status=400, fault="throttle")]
    assert [("prevented", "throttle", 1), ("done", "", 1)] == [
        (seen.effect, seen.fault, seen.count) for seen in see_calls(calls)
    ]


def test_the_figures_of_equal_calls_are_those_of_the_newest() -> None:
    seen = see_calls([entry("ListTasks", 1.0, milliseconds=9.0), entry("ListTasks", 2.0, milliseconds=3.0)])
    assert [(2.0, 3.0, 2)] == [(calls.time, calls.milliseconds, calls.count) for calls in seen]


def test_no_more_are_told_than_are_shown() -> None:
    """The list does not push the rest of the page away."""
    entries = [entry(f"Create{number}", number) for number in range(50)]
    assert ["Create49", "Create48", "Create47"] == [seen.operation for seen in see_calls(entries, 3)]


def test_changes_leave_all_readings_out() -> None:
    """However many readings came since."""
    entries = [entry("CreateCluster"), *[entry("ListTasks") for _ in range(99)], entry("GetObject")]
    assert ["CreateCluster"] == [seen.operation for seen in see_changes(entries)]


@pytest.mark.parametrize(
    ("arn", "name"),
    [
        ("arn:aws:iam::123456789012:user/ann", "ann"),
        ("arn:aws:sts::123456789012:assumed-role/ci/run-7", "ci/run-7"),
        ("arn:aws:iam::123456789012:root", "root"),
        ("", ""),
    ],
)
def test_a_caller_is_called_as_people_call_it(arn: str, name: str) -> None:
    assert name == caller_name(arn)
