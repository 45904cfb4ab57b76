"""Processes get their own address and environment, end when told, and leave nothing behind."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep

import pytest

from rehearsal.ecs.runtime.addresses import Addresses
from rehearsal.ecs.runtime.bundle import Bundles
from rehearsal.ecs.runtime.notes import Notes
from rehearsal.ecs.runtime.port import Check, Condition, Launch
from rehearsal.ecs.runtime.process import ProcessHandle, ProcessRuntime
from rehearsal.ecs.runtime.pull import Puller


@pytest.fixture
def runtime(tmp_path: Path) -> Iterator[ProcessRuntime]:
    """An open runtime."""
    made = ProcessRuntime(tmp_path, Bundles(tmp_path / "bundles", Puller(lambda _: None)))
    made.open()
    yield made
    made.close()


def start(runtime: ProcessRuntime, folder: Path, *command: str, **members: object) -> ProcessHandle:
    """Start a command from a bundle of its own."""
    folder.mkdir(exist_ok=True)
    content = {"command": list(command), "environment": {"FROM": "bundle", "BOTH": "bundle"}}
    (folder / "bundle.json").write_text(json.dumps(content))
    fields = {"environment": {"BOTH": "task"}, "port": 8080} | members
    launch = Launch("t1", "app", f"file://{folder}", runtime.reserve("t1"), **fields)  # type: ignore[arg-type]  # loose on purpose
    return runtime.launch(launch)


def wait(handle: ProcessHandle, condition: Condition) -> None:
    """Wait until a process is in a condition."""
    deadline = monotonic() + 10
    while handle.condition is not condition:
        assert monotonic() < deadline, f"still {handle.condition}: {handle.reason}"
        sleep(0.01)


def output(handle: ProcessHandle) -> str:
    """Everything a process says until it ends."""
    wait(handle, Condition.EXITED)
    deadline = monotonic() + 5
    lines: list[str] = []
    while not lines and monotonic() < deadline:
        lines += [line.text for line in handle.lines()]
        sleep(0.01)
    return "\n".join(lines)


def test_a_process_gets_address_port_and_the_merged_environment(
    runtime: ProcessRuntime, tmp_path: Path
) -> None:
    handle = start(runtime, tmp_path / "b", "sh", "-c", 'echo "$HOST $PORT $FROM $BOTH ${HOME:-none}"')
    assert output(handle) == f"{handle.address} 8080 bundle task none"
    assert handle.address.startswith("127.77.")
    assert handle.exit_code == 0


def test_an_entry_point_takes_the_command_of_the_bundle_away(runtime: ProcessRuntime, tmp_path: Path) -> None:
    handle = start(runtime, tmp_path / "b", "false", entry_point=("echo", "mine"))
    assert output(handle) == "mine"


def test_a_command_keeps_the_entry_point_of_nobody(runtime: ProcessRuntime, tmp_path: Path) -> None:
    handle = start(runtime, tmp_path / "b", "false", command=("echo", "other"))
    assert output(handle) == "other"


def test_a_container_that_cannot_be_started_holds_up_no_other(
    runtime: ProcessRuntime, tmp_path: Path
) -> None:
    broken = start(runtime, tmp_path / "b", "true", environment={"A": "not\0possible"})
    wait(broken, Condition.FAILED)
    assert broken.reason == "CannotStartContainerError: embedded null byte"
    assert output(start(runtime, tmp_path / "c", "echo", "next")) == "next"


def test_a_killed_process_exits_with_128_and_the_signal(runtime: ProcessRuntime, tmp_path: Path) -> None:
    handle = start(runtime, tmp_path / "b", "sleep", "60")
    wait(handle, Condition.RUNNING)
    handle.kill()
    wait(handle, Condition.EXITED)
    assert handle.exit_code == 137


def test_a_kill_takes_the_children_along(runtime: ProcessRuntime, tmp_path: Path) -> None:
    handle = start(runtime, tmp_path / "b", "sh", "-c", "sleep 60 & echo $!; wait")
    wait(handle, Condition.RUNNING)
    lines: list[str] = []
    while not lines:
        lines = [line.text for line in handle.lines()]
    handle.kill()
    wait(handle, Condition.EXITED)
    assert not alive(int(lines[0]))


def alive(pid: int) -> bool:
    """Whether a process still runs; one that only waits to be collected does not."""
    deadline = monotonic() + 5
    while monotonic() < deadline:
        try:
            stat = Path(f"/proc/{pid}/stat").read_text()
        except OSError:
            return False
        if stat.rpartition(")")[2].split()[0] == "Z":
            return False
        sleep(0.01)
    return True


def test_a_program_that_is_not_there_fails_with_a_reason(runtime: ProcessRuntime, tmp_path: Path) -> None:
    handle = start(runtime, tmp_path / "b", "./nothing-here")
    deadline = monotonic() + 10
    while handle.condition in {Condition.STARTING, Condition.RUNNING} and monotonic() < deadline:
        sleep(0.01)
    assert handle.exit_code == 127 or "CannotStartContainerError" in handle.reason


def test_a_container_stopped_before_its_start_never_runs(runtime: ProcessRuntime, tmp_path: Path) -> None:
    handle = ProcessHandle(Launch("t", "app", "file:///x", "127.77.0.9"), Notes(tmp_path))
    handle.terminate()
    handle.run(None, None)  # type: ignore[arg-type]  # neither is looked at
    assert handle.condition is Condition.FAILED
    assert runtime is not None


def test_a_health_check_that_hangs_is_ended_and_fails(runtime: ProcessRuntime, tmp_path: Path) -> None:
    handle = start(runtime, tmp_path / "b", "sleep", "60")
    wait(handle, Condition.RUNNING)
    for command, timeout, expected in ((["true"], 5, Check.PASSED), (["sleep", "60"], 0.2, Check.FAILED)):
        handle.check(command, timeout)
        deadline = monotonic() + 10
        while (answer := handle.checked()) is Check.RUNNING:
            assert monotonic() < deadline
        assert answer is expected


def test_closing_leaves_no_process_and_no_note(tmp_path: Path) -> None:
    runtime = ProcessRuntime(tmp_path, Bundles(tmp_path / "bundles", Puller(lambda _: None)))
    runtime.open()
    handle = start(runtime, tmp_path / "b", "sh", "-c", "trap '' TERM; sleep 60")
    wait(handle, Condition.RUNNING)
    pid = int(handle.runtime_id.rpartition("-")[2])
    runtime.close()
    assert not alive(pid)
    assert list((tmp_path / "processes").iterdir()) == []


def test_a_process_dies_with_a_killed_server_and_its_note_is_cleared(tmp_path: Path) -> None:
    program = (
        "import sys, time, json, pathlib\n"
        "from rehearsal.ecs.runtime.bundle import Bundles\n"
        "from rehearsal.ecs.runtime.port import Condition, Launch\n"
        "from rehearsal.ecs.runtime.process import ProcessRuntime\n"
        "from rehearsal.ecs.runtime.pull import Puller\n"
        "folder = pathlib.Path(sys.argv[1])\n"
        "(folder / 'bundle.json').write_text(json.dumps({'command': ['sleep', '60']}))\n"
        "runtime = ProcessRuntime(folder, Bundles(folder / 'c', Puller(lambda _: None)))\n"
        "runtime.open()\n"
        "handle = runtime.launch(Launch('t', 'app', f'file://{folder}', runtime.reserve('t')))\n"
        "while handle.condition is not Condition.RUNNING: time.sleep(0.01)\n"
        "print(handle.runtime_id.rpartition('-')[2], flush=True)\n"
        "time.sleep(60)\n"
    )
    server = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.getcwd()},  # noqa: PTH109 - the repository's root
    )
    assert server.stdout is not None
    pid = int(server.stdout.readline())
    server.kill()
    server.wait()
    server.stdout.close()
    Notes(tmp_path / "processes").clear()
    assert not alive(pid)
    assert list((tmp_path / "processes").iterdir()) == []


def test_a_note_of_another_process_with_the_same_id_harms_nobody(tmp_path: Path) -> None:
    bystander = subprocess.Popen(["sleep", "60"], start_new_session=True)
    (tmp_path / f"{bystander.pid}-1").touch()
    Notes(tmp_path).clear()
    assert bystander.poll() is None
    bystander.kill()
    bystander.wait()


def test_addresses_belong_to_tasks_and_rest_before_they_are_given_again() -> None:
    addresses = Addresses()
    first = addresses.reserve("a")
    assert addresses.reserve("a") == first
    addresses.release("a")
    addresses.release("a")
    assert addresses.reserve("b") != first
    addresses.close()


def test_two_rehearsals_on_one_machine_never_share_an_address() -> None:
    one, other = Addresses(), Addresses()
    given = [book.reserve(f"{number}") for number in range(20) for book in (one, other)]
    assert len(set(given)) == 40
    one.close()
    other.close()
