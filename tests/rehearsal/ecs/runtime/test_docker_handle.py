"""What the Docker runtime asks of an engine, and what it makes of the answers."""

from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, sleep

import pytest

from rehearsal.ecs.runtime.docker import DockerRuntime
from rehearsal.ecs.runtime.docker_handle import OUT_OF_MEMORY, DockerHandle
from rehearsal.ecs.runtime.port import Check, Condition, Launch
from tests.rehearsal.ecs.runtime.engine import Engine

IMAGE = "127.0.0.1:5000/web:1"


@pytest.fixture
def engine() -> Engine:
    """An engine."""
    return Engine()


@pytest.fixture
def runtime(engine: Engine, tmp_path: Path) -> Iterator[DockerRuntime]:
    """A runtime over it."""
    made = DockerRuntime(engine, tmp_path / "here", lambda _: ("AWS", "word"))
    yield made
    made.close()


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
    address = runtime.reserve("t")
    handle = running(runtime, Launch("t", "app", IMAGE, address, {"A": "1"}, port=80, memory=64))
    assert (Condition.RUNNING, address, "sha256:abc") == (handle.condition, handle.address, handle.digest)
    assert [{"username": "AWS", "password": "word"}] == engine.images.logins
    made = engine.containers.made[0].made
    assert {"PORT": "80", "A": "1", "HOST": address} == made["environment"]
    assert ("host", 64 * 2**20, {"test": ["NONE"]}) == (
        made["network_mode"],
        made["mem_limit"],
        made["healthcheck"],
    )


def test_a_local_image_is_not_pulled(runtime: DockerRuntime, engine: Engine) -> None:
    assert running(runtime, Launch("t", "app", "web:dev", "")).condition is Condition.RUNNING
    assert engine.images.logins == []


def test_an_image_without_a_registry_that_is_not_here_comes_from_docker_hub(
    runtime: DockerRuntime, engine: Engine
) -> None:
    assert running(runtime, Launch("t", "app", "nginx", "")).condition is Condition.RUNNING
    assert running(runtime, Launch("u", "app", "nginx:1", "")).condition is Condition.RUNNING
    assert engine.images.here >= {"nginx:latest", "nginx:1"}


def test_a_program_that_is_missing_is_a_failure_to_start_and_leaves_nothing(
    runtime: DockerRuntime, engine: Engine
) -> None:
    handle = running(runtime, Launch("t", "app", IMAGE, "", command=("missing",)))
    assert handle.reason == "CannotStartContainerError: no such program"
    assert engine.containers.made == []


def test_too_much_memory_is_told(runtime: DockerRuntime) -> None:
    handle = running(runtime, Launch("t", "app", IMAGE, "", memory=64))
    handle.kill()
    wait(lambda: handle.condition is Condition.EXITED)
    assert (137, OUT_OF_MEMORY) == (handle.exit_code, handle.remark)


def test_output_and_exit_code_are_those_of_the_container(runtime: DockerRuntime) -> None:
    handle = runtime.launch(Launch("t", "app", IMAGE, "", command=("3",)))
    wait(lambda: handle.condition is Condition.EXITED)
    assert (handle.exit_code, sorted(line.text for line in handle.lines())) == (3, ["aside", "hello"])


@pytest.mark.parametrize("command", [("0",), ("missing",)])
def test_no_stream_stays_open(runtime: DockerRuntime, engine: Engine, command: tuple[str]) -> None:
    runtime.launch(Launch("t", "app", IMAGE, "", command=command))
    wait(lambda: any(one.output is not None and one.output.closed.is_set() for one in engine.containers.ever))


@pytest.mark.parametrize(("end", "code"), [("terminate", 143), ("kill", 137)])
def test_a_signal_ends_the_container(runtime: DockerRuntime, end: str, code: int) -> None:
    handle = running(runtime, Launch("t", "app", IMAGE, ""))
    getattr(handle, end)()
    wait(lambda: handle.condition is Condition.EXITED)
    assert handle.exit_code == code


def test_an_image_that_is_nowhere_is_a_failure_to_pull(runtime: DockerRuntime) -> None:
    handle = running(runtime, Launch("t", "app", "127.0.0.1:5000/nothing:1", ""))
    assert handle.condition is Condition.FAILED
    assert handle.reason == "CannotPullContainerError: manifest unknown"


def test_a_released_task_leaves_no_container(runtime: DockerRuntime, engine: Engine) -> None:
    handle = running(runtime, Launch("t", "app", IMAGE, ""))
    runtime.release("t")
    wait(lambda: not engine.containers.made)
    wait(lambda: handle.condition is Condition.EXITED)


@pytest.mark.parametrize("end", ["open", "close"])
def test_opening_and_closing_remove_only_our_own_containers(
    runtime: DockerRuntime, engine: Engine, tmp_path: Path, end: str
) -> None:
    other = DockerRuntime(engine, tmp_path / "elsewhere", lambda _: None)
    running(other, Launch("o", "app", IMAGE, ""))
    running(runtime, Launch("t", "app", IMAGE, ""))
    getattr(runtime, end)()
    wait(lambda: len(engine.containers.made) == 1)
    labels = [one.made["labels"]["swingbridge.rehearsal"] for one in engine.containers.made]
    assert labels == [str(tmp_path / "elsewhere")]
    other.close()


def test_closing_removes_the_images_of_our_own_registry_alone(runtime: DockerRuntime, engine: Engine) -> None:
    running(runtime, Launch("t", "app", IMAGE, ""))
    running(runtime, Launch("t", "app", "web:dev", ""))
    runtime.close()
    assert engine.images.here == {"web:dev"}


def test_health_checks_run_inside_the_container(runtime: DockerRuntime) -> None:
    handle = running(runtime, Launch("t", "app", IMAGE, ""))
    assert handle.checked() is None
    for command, expected in ((["true"], Check.PASSED), (["false"], Check.FAILED)):
        handle.check(command, 5)
        assert judged(handle) is expected
    assert handle.checked() is None
