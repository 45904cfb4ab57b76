"""Up, down, status, reset and env, as people and tasks use them."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, sleep
from urllib.request import urlopen

import pytest

from rehearsal import lifecycle
from rehearsal.control.plane import Place
from rehearsal.state.file import LOCK, State, held, is_served, make_folder, write_state

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder whose rehearsal is ended afterwards, whatever the test did."""
    made = tmp_path / "rehearsal"
    yield made
    lifecycle.down(made, keep=False)


def until(so: Callable[[], bool], seconds: float = 15.0) -> None:
    deadline = monotonic() + seconds
    while not so():
        assert monotonic() < deadline, "it never came so"
        sleep(0.02)


def run(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "rehearsal", arguments[0], "--folder", str(folder), *arguments[1:]]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


def test_a_second_up_joins_the_first(folder: Path) -> None:
    """Two people, or two tasks at once, get one rehearsal."""
    first = lifecycle.up(Place(folder))
    assert first == lifecycle.up(Place(folder))


def test_four_ups_at_once_start_one_server(folder: Path) -> None:
    """The race has one winner and three guests."""
    command = [sys.executable, "-m", "rehearsal", "up", "--folder", str(folder)]
    started = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    said = {process.communicate(timeout=60)[0] for process in started}
    assert [0] * 4 == [process.returncode for process in started]
    assert len(said) == 1
    assert said.pop().startswith("the rehearsal answers at http://127.0.0.1:")


def test_up_does_not_join_a_server_that_is_just_dying(folder: Path) -> None:
    """A killed server answers no more, and yet holds its lock for a moment; under load that is long."""
    make_folder(folder)
    write_state(folder, State(1, "http://127.0.0.1:1", "1", "us-east-1", "", ""))
    up = [sys.executable, "-m", "rehearsal", "up", "--json", "--folder", str(folder)]
    with held(folder / LOCK):
        started = subprocess.Popen(up, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        with pytest.raises(subprocess.TimeoutExpired):
            started.communicate(timeout=1.5)
    said = json.loads(started.communicate(timeout=60)[0])
    state = lifecycle.status(folder)
    assert state is not None
    assert (0, state.endpoint) == (started.returncode, said["endpoint"])


def test_the_state_file_is_its_owners_alone(folder: Path) -> None:
    """The endpoint takes any key, so only the owner should find it here."""
    lifecycle.up(Place(folder))
    assert stat.S_IMODE((folder / "state.json").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_the_port_listens_on_loopback_only(folder: Path) -> None:
    """Nobody else on the network meets this AWS."""
    state = lifecycle.up(Place(folder))
    port = int(state.endpoint.rpartition(":")[2])
    listening = [
        line.split()[1] for line in Path("/proc/net/tcp").read_text().splitlines()[1:] if " 0A " in line
    ]
    # 0100007F is 127.0.0.1, the way the kernel writes it.
    assert [f"0100007F:{port:04X}"] == [address for address in listening if address.endswith(f":{port:04X}")]


def test_down_leaves_no_process_and_without_keep_no_file(folder: Path) -> None:
    """What was started is gone."""
    state = lifecycle.up(Place(folder))
    lifecycle.down(folder, keep=False)
    assert not folder.exists()
    until(lambda: not Path(f"/proc/{state.pid}").exists())


def test_down_of_nothing_is_fine(folder: Path) -> None:
    """A task may call it to be sure."""
    lifecycle.down(folder)
    assert not folder.exists()


def test_a_killed_server_is_cleared_by_the_next_up_on_the_same_port(folder: Path) -> None:
    """The kernel drops the dead one's lock; its state file cannot keep the next one out."""
    killed = lifecycle.up(Place(folder))
    os.kill(killed.pid, signal.SIGKILL)
    until(lambda: not is_served(folder))
    assert lifecycle.status(folder) is None
    risen = lifecycle.up(Place(folder))
    assert (killed.endpoint, True) == (risen.endpoint, risen.pid != killed.pid)
    with urlopen(f"{risen.endpoint}/_rehearsal/health", timeout=5) as answer:  # noqa: S310 - loopback http
        assert answer.status == 200


def test_a_taken_port_is_no_reason_to_stay_down(folder: Path) -> None:
    """The remembered port may be someone else's by now."""
    first = lifecycle.up(Place(folder))
    lifecycle.down(folder)
    with socket.socket() as squatter:
        squatter.bind(("127.0.0.1", int(first.endpoint.rpartition(":")[2])))
        squatter.listen()
        assert lifecycle.up(Place(folder)).endpoint != first.endpoint


def test_a_server_that_cannot_start_says_where_to_look(folder: Path) -> None:
    """A wrong port is found out at once and not after a timeout."""
    with socket.socket() as squatter:
        squatter.bind(("127.0.0.1", 0))
        squatter.listen()
        with pytest.raises(lifecycle.NotUp, match=r"server\.log"):
            lifecycle.up(Place(folder), port=squatter.getsockname()[1])


def test_env_prints_lines_for_a_shell(folder: Path) -> None:
    """Sourced, they send every AWS client here."""
    state = lifecycle.up(Place(folder, region="eu-west-1"))
    lines = run("env", folder=folder).stdout.splitlines()
    assert {f"export AWS_ENDPOINT_URL={state.endpoint}", "export AWS_REGION=eu-west-1"} <= set(lines)


def test_status_of_nothing_is_a_missing_tool(folder: Path) -> None:
    """Exit code 7 and a line to type."""
    said = run("status", folder=folder)
    assert (7, True) == (said.returncode, "python -m rehearsal up" in said.stderr)


def test_a_fault_can_be_armed_from_the_command_line(folder: Path) -> None:
    """A person can break things too."""
    lifecycle.up(Place(folder))
    said = run("fault", "throttle", "--service", "ecs", "--count", "2", folder=folder)
    assert (0, "fault-1\n") == (said.returncode, said.stdout)
    assert run("fault", "clear", folder=folder).returncode == 0
