"""Containers by a Docker engine, where one answers and holds an image to start."""

import os
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep

import pytest

from rehearsal.control.plane import ControlPlane, Place
from rehearsal.ecs.runtime.choice import choose_runtime
from rehearsal.ecs.runtime.docker import DockerRuntime, engine, engine_answers
from rehearsal.ecs.runtime.docker_handle import DockerHandle
from rehearsal.ecs.runtime.port import Condition, Launch
from rehearsal.ecs.runtime.process import ProcessRuntime

IMAGE = os.environ.get("REHEARSAL_TEST_IMAGE", "busybox:1.37")
needs_engine = pytest.mark.skipif(not engine_answers(), reason="no Docker engine answers on this machine")


@pytest.fixture
def runtime() -> Iterator[DockerRuntime]:
    """An open runtime with a label of its own."""
    made = DockerRuntime(engine(), f"test-{os.getpid()}", lambda _: None)
    made.open()
    yield made
    made.close()


def wait(handle: DockerHandle, condition: Condition) -> None:
    """Wait until a container is in a condition."""
    deadline = monotonic() + 60
    while handle.condition is not condition:
        assert monotonic() < deadline, f"still {handle.condition}: {handle.reason}"
        sleep(0.05)


@needs_engine
def test_a_container_says_what_it_says_and_exits_as_it_exits(runtime: DockerRuntime) -> None:
    handle = runtime.launch(Launch("t1", "app", IMAGE, "", command=("sh", "-c", "echo hello; exit 3")))
    wait(handle, Condition.EXITED)
    assert handle.exit_code == 3
    assert [line.text for line in handle.lines()] == ["hello"]


@needs_engine
def test_a_running_container_has_an_address_and_ends_when_told(runtime: DockerRuntime) -> None:
    handle = runtime.launch(Launch("t2", "app", IMAGE, "", command=("sleep", "60")))
    wait(handle, Condition.RUNNING)
    assert handle.address.count(".") == 3
    handle.kill()
    wait(handle, Condition.EXITED)
    assert handle.exit_code == 137


@needs_engine
def test_an_image_that_is_nowhere_fails_with_a_reason(runtime: DockerRuntime) -> None:
    handle = runtime.launch(Launch("t3", "app", "127.0.0.1:1/nothing:1", ""))
    wait(handle, Condition.FAILED)
    assert "CannotPullContainerError" in handle.reason


@needs_engine
def test_opening_clears_what_a_killed_server_left(runtime: DockerRuntime) -> None:
    left = runtime.launch(Launch("t4", "app", IMAGE, "", command=("sleep", "60")))
    wait(left, Condition.RUNNING)
    runtime.open()
    wait(left, Condition.EXITED)


def test_without_an_engine_tasks_run_as_processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REHEARSAL_RUNTIME", "process")
    chosen = choose_runtime(ControlPlane(Place(tmp_path)))
    assert isinstance(chosen, ProcessRuntime)
