"""What the Docker runtime asks of an engine, and what it makes of the answers."""

from collections.abc import Callable
from time import monotonic, sleep

import pytest

from rehearsal.ecs.runtime.docker import DockerRuntime
from rehearsal.ecs.runtime.docker_handle import DockerHandle
from rehearsal.ecs.runtime.port import Check, Condition, Launch
from tests.rehearsal.ecs.runtime.engine import Engine

IMAGE = "127.0.0.1:5000/web:1"


@pytest.fixture
def engine() -> Engine:
    """An engine."""
    return Engine()


@pytest.fixture
def runtime(engine: Engine) -> DockerRuntime:
    """A runtime over it."""
    return DockerRuntime(engine, "here", lambda _: ("AWS", "word"))


def wait(fulfilled: Callable[[], bool]) -> None:
    """Wait until something is so."""
    deadline = monotonic() + 10
    while not fulfilled():
        assert monotonic() < deadline
        sleep(0.005)


def running(runtime: DockerRuntime, launch: Launch) -> DockerHandle:
    """Start a container and wait until it runs."""
    handle = runtime.launch(launch)
    wait(lambda: handle.condition is not Condition.STARTING)
    return handle


def judged(handle: DockerHandle) -> Check | None:
    """Wait for the answer of a health check."""
    deadline = monotonic() + 10
    while (answer := handle.checked()) is Check.RUNNING:
        assert monotonic() < deadline
    return answer


def test_a_container_is_pulled_with_the_password_and_reached_by_its_address(
    runtime: DockerRuntime, engine: Engine
) -> None:
    handle = running(runtime, Launch("t", "app", IMAGE, "", {"A": "1"}, port=80))
    assert (handle.condition, handle.address, handle.digest) == (
        Condition.RUNNING,
        "172.17.0.1",
        "sha256:abc",
    )
    assert engine.images.logins == [{"username": "AWS", "password": "word"}]
    assert engine.containers.made[0].made["environment"] == {"PORT": "80", "A": "1"}


def test_a_local_image_is_not_pulled(runtime: DockerRuntime, engine: Engine) -> None:
    assert running(runtime, Launch("t", "app", "web:dev", "")).condition is Condition.RUNNING
    assert engine.images.logins == []


def test_the_containers_of_a_task_share_the_network_of_the_first(
    runtime: DockerRuntime, engine: Engine
) -> None:
    first = running(runtime, Launch("t", "app", IMAGE, ""))
    second = running(runtime, Launch("t", "helper", IMAGE, ""))
    assert engine.containers.made[1].made["network_mode"] == "container:1"
    assert second.address == first.address


def test_output_and_exit_code_are_those_of_the_container(runtime: DockerRuntime) -> None:
    handle = runtime.launch(Launch("t", "app", IMAGE, "", command=("3",)))
    wait(lambda: handle.condition is Condition.EXITED)
    assert (handle.exit_code, [line.text for line in handle.lines()]) == (3, ["hello"])


@pytest.mark.parametrize(("end", "code"), [("terminate", 143), ("kill", 137)])
def test_a_signal_ends_the_container(runtime: DockerRuntime, end: str, code: int) -> None:
    handle = running(runtime, Launch("t", "app", IMAGE, ""))
    getattr(handle, end)()
    wait(lambda: handle.condition is Condition.EXITED)
    assert handle.exit_code == code


def test_an_image_that_is_nowhere_is_a_failure_to_pull(runtime: DockerRuntime) -> None:
    handle = running(runtime, Launch("t", "app", "127.0.0.1:5000/nothing:1", ""))
    assert handle.condition is Condition.FAILED
    assert handle.reason.startswith("CannotPullContainerError")


def test_a_released_task_leaves_no_container(runtime: DockerRuntime, engine: Engine) -> None:
    handle = running(runtime, Launch("t", "app", IMAGE, ""))
    runtime.release("t")
    wait(lambda: not engine.containers.made)
    wait(lambda: handle.condition is Condition.EXITED)


@pytest.mark.parametrize("end", ["open", "close"])
def test_opening_and_closing_remove_only_our_own_containers(
    runtime: DockerRuntime, engine: Engine, end: str
) -> None:
    other = DockerRuntime(engine, "elsewhere", lambda _: None)
    running(other, Launch("o", "app", IMAGE, ""))
    running(runtime, Launch("t", "app", IMAGE, ""))
    getattr(runtime, end)()
    labels = [one.made["labels"]["swingbridge.rehearsal"] for one in engine.containers.made]
    assert labels == ["elsewhere"]
    other.close()


def test_health_checks_run_inside_the_container(runtime: DockerRuntime) -> None:
    handle = running(runtime, Launch("t", "app", IMAGE, ""))
    assert handle.checked() is None
    for command, expected in ((["true"], Check.PASSED), (["false"], Check.FAILED)):
        handle.check(command, 5)
        assert judged(handle) is expected
    assert handle.checked() is None
