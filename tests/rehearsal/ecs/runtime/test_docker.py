"""Containers by a real Docker engine: from the engine's words to those of ECS."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from uuid import uuid4

import pytest

from rehearsal.ecs.runtime.docker import DockerRuntime
from rehearsal.ecs.runtime.docker_engine import NoEngine, engine
from rehearsal.ecs.runtime.docker_handle import LABEL, OUT_OF_MEMORY, DockerHandle
from rehearsal.ecs.runtime.port import Check, Condition, Launch
from tests.docker_engine import DockerEngine

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def client(docker_engine: DockerEngine) -> Iterator[Any]:
    """A client of an engine in this machine's network."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in docker_engine.variables.items():
            patch.setenv(name, value)
        try:
            made = engine()
        except NoEngine as reason:
            pytest.skip(str(reason))
    yield made
    made.close()


@pytest.fixture
def runtime(client: Any, tmp_path: Path) -> Iterator[DockerRuntime]:
    """An open runtime with a folder of its own."""
    made = DockerRuntime(client, tmp_path, lambda _: None)
    made.open()
    yield made
    made.close()


class Desk:
    """Starts containers and waits for what becomes of them."""

    def __init__(self, runtime: DockerRuntime, image: str) -> None:
        self._runtime = runtime
        self._image = image

    def start(self, *command: str, **members: Any) -> DockerHandle:
        """Start a container."""
        task = uuid4().hex
        members = {"image": self._image, "address": self._runtime.reserve(task), **members}
        return self._runtime.launch(Launch(task, "app", command=command, **members))

    def runs(self, *command: str, **members: Any) -> DockerHandle:
        """Start a container and wait until it runs."""
        return until(self.start(*command, **members), Condition.RUNNING)

    def ended(self, *command: str, **members: Any) -> DockerHandle:
        """Start a container and wait for its end."""
        return until(self.start(*command, **members), Condition.EXITED)


@pytest.fixture
def desk(runtime: DockerRuntime, docker_engine: DockerEngine) -> Desk:
    """A desk over the base image."""
    return Desk(runtime, docker_engine.base)


def until(handle: DockerHandle, condition: Condition) -> DockerHandle:
    """Wait until a container is in a condition."""
    deadline = monotonic() + 60
    while handle.condition is not condition:
        ended = handle.condition in {Condition.FAILED, Condition.EXITED}
        assert not ended, f"it has ended: {handle.reason}{handle.exit_code}"
        assert monotonic() < deadline, f"still {handle.condition}: {handle.reason}"
        sleep(0.02)
    return handle


def said(handle: DockerHandle) -> list[str]:
    """What a container has said since it was last asked."""
    return [line.text for line in handle.lines()]


def left(client: Any, folder: Path) -> Sequence[Any]:
    """The containers of a folder."""
    mine = {"label": f"{LABEL}={folder}"}
    found: Sequence[Any] = client.containers.list(all=True, filters=mine, sparse=True)
    return found


def test_a_container_says_what_it_says_and_exits_as_it_exits(desk: Desk) -> None:
    handle = desk.ended("sh", "-c", "echo hello; echo aside >&2; printf rest; exit 3")
    assert (3, "") == (handle.exit_code, handle.remark)
    assert ["aside", "hello", "rest"] == sorted(said(handle))


def test_the_last_words_of_containers_that_end_at_once_are_kept(desk: Desk) -> None:
    line = "echo hello; echo aside >&2; printf rest"
    side_by_side = [desk.start("sh", "-c", line) for _ in range(12)]
    ended = [until(handle, Condition.EXITED) for handle in side_by_side]
    assert [["aside", "hello", "rest"]] * 12 == [sorted(said(handle)) for handle in ended]


def test_an_ended_container_takes_itself_away(desk: Desk, client: Any, tmp_path: Path) -> None:
    desk.ended("sh", "-c", "exit 0")
    deadline = monotonic() + 20
    while left(client, tmp_path):
        assert monotonic() < deadline
        sleep(0.02)


def test_it_lives_in_this_machines_network_at_its_tasks_address(desk: Desk) -> None:
    """So every address of the rehearsal is the same inside and outside, and none is open to others."""
    line = "import os; print(os.environ['HOST'], os.readlink('/proc/self/ns/net'))"
    handle = desk.ended("python", "-c", line, environment={"HOST": "any"})
    assert [f"{handle.address} {Path('/proc/self/ns/net').readlink()}"] == said(handle)


def test_environment_folder_and_user_are_those_of_the_task(desk: Desk) -> None:
    line = "echo $A $PORT; pwd; id -u; touch /x 2>/dev/null || echo refused"
    handle = desk.ended(
        "sh",
        "-c",
        line,
        environment={"A": "1"},
        port=81,
        working_directory="/usr",
        user="1000",
        read_only=True,
    )
    assert ["1 81", "/usr", "1000", "refused"] == said(handle)


def test_an_entry_point_of_the_task_replaces_that_of_the_image(desk: Desk) -> None:
    handle = desk.ended("-c", "echo two", entry_point=("sh",))
    assert ["two"] == said(handle)


@pytest.mark.parametrize(("end", "code"), [("terminate", 7), ("kill", 137)])
def test_a_signal_is_told_by_the_exit_code(desk: Desk, end: str, code: int) -> None:
    line = "import signal as s; s.signal(15, lambda *_: exit(7)); print('set', flush=True); s.pause()"
    handle = desk.runs("python", "-c", line)
    until_said(handle, "set")
    getattr(handle, end)()
    assert code == until(handle, Condition.EXITED).exit_code


def until_said(handle: DockerHandle, word: str) -> None:
    """Wait until a container has said a word."""
    deadline = monotonic() + 60
    while word not in said(handle):
        assert monotonic() < deadline
        sleep(0.02)


def judged(handle: DockerHandle, *command: str, timeout: float = 20) -> Check | None:
    """The answer of a health check."""
    handle.check(command, timeout)
    deadline = monotonic() + 60
    while (answer := handle.checked()) is Check.RUNNING:
        assert monotonic() < deadline
        sleep(0.02)
    return answer


def test_too_much_memory_is_named(desk: Desk) -> None:
    handle = desk.ended("python", "-c", "x = bytearray(200 * 2**20)", memory=32)
    assert (137, OUT_OF_MEMORY) == (handle.exit_code, handle.remark)


def test_a_frozen_container_can_only_be_killed(desk: Desk) -> None:
    handle = desk.runs("sleep", "60")
    handle.freeze()
    handle.kill()
    assert 137 == until(handle, Condition.EXITED).exit_code


def test_health_checks_run_inside_and_one_that_hangs_has_failed(desk: Desk) -> None:
    handle = desk.runs("sleep", "60", environment={"A": "1"})
    assert Check.PASSED is judged(handle, "sh", "-c", "test $A = 1")
    assert Check.FAILED is judged(handle, "false-or-missing")
    assert Check.FAILED is judged(handle, "sleep", "50", timeout=0.2)


def test_what_cannot_be_pulled_or_started_says_why_and_leaves_nothing(
    desk: Desk, client: Any, tmp_path: Path
) -> None:
    missing = until(desk.start(image="127.0.0.1:1/nothing:1"), Condition.FAILED)
    unknown = until(desk.start("no-such-program"), Condition.FAILED)
    assert missing.reason.startswith("CannotPullContainerError: ")
    assert unknown.reason.startswith("CannotStartContainerError: ")
    assert "no-such-program" in unknown.reason
    assert [] == left(client, tmp_path)


def test_stopped_before_it_was_started_it_never_starts(
    desk: Desk, runtime: DockerRuntime, client: Any, tmp_path: Path
) -> None:
    handle = desk.start("sleep", "60")
    handle.terminate()
    deadline = monotonic() + 60
    while handle.condition in {Condition.STARTING, Condition.RUNNING}:
        assert monotonic() < deadline
        sleep(0.02)
    runtime.close()
    assert [] == left(client, tmp_path)


def test_opening_clears_what_a_killed_server_left_and_only_that(
    desk: Desk, client: Any, tmp_path: Path, docker_engine: DockerEngine
) -> None:
    other = DockerRuntime(client, tmp_path / "other", lambda _: None)
    other.open()
    kept = Desk(other, docker_engine.base).runs("sleep", "60")
    lost = desk.runs("sleep", "60")
    DockerRuntime(client, tmp_path, lambda _: None).open()
    until(lost, Condition.EXITED)
    assert [] == left(client, tmp_path)
    assert Condition.RUNNING is kept.condition
    other.close()
    assert [] == left(client, tmp_path / "other")
