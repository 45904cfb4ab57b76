"""A server on a full disk, in a spoilt folder, or without its starter ends in order and says why."""

import resource
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, sleep

import pytest

from rehearsal import lifecycle
from rehearsal.control.plane import Place
from rehearsal.starter import READY, Starter, StarterGone
from rehearsal.state.file import PORT, State, make_folder
from tests.rehearsal.conftest import Running


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder whose rehearsal is ended afterwards, whatever the test did."""
    made = tmp_path / "rehearsal"
    yield made
    lifecycle.down(made, keep=False)


def until(so: Callable[[], bool]) -> None:
    deadline = monotonic() + 15
    while not so():
        assert monotonic() < deadline, "it never came so"
        sleep(0.02)


def children_of(state: State) -> list[str]:
    """The kernel counts a child to the thread that made it."""
    threads = Path(f"/proc/{state.pid}/task").iterdir()
    return [child for thread in threads for child in (thread / "children").read_text().split()]


def start_a_balancer(running: Running) -> None:
    """A load balancer runs in a process of its own."""
    elb, subnets = running.client("elbv2"), running.client("ec2").describe_subnets()["Subnets"]
    made = elb.create_load_balancer(Name="front", Subnets=[one["SubnetId"] for one in subnets[:2]])
    answer = {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "200"}}
    arn = made["LoadBalancers"][0]["LoadBalancerArn"]
    elb.create_listener(LoadBalancerArn=arn, Protocol="HTTP", Port=80, DefaultActions=[answer])
    until(lambda: bool(children_of(running.state)))


def test_a_full_disk_stops_no_call_and_no_ending(folder: Path) -> None:
    """What cannot be saved is told to whoever ends it, and no process stays."""
    state, running = lifecycle.up(Place(folder)), Running(folder)
    start_a_balancer(running)
    processes = [str(state.pid), *children_of(state)]
    resource.prlimit(state.pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
    assert state.account == running.client("sts").get_caller_identity()["Account"]
    with pytest.raises(lifecycle.NotSaved, match=r"without saving its records; see .*server\.log"):
        lifecycle.down(folder)
    until(lambda: not any(Path(f"/proc/{one}").exists() for one in processes))
    assert not (folder / "state.json").exists()


def test_a_save_that_finds_no_room_says_so(folder: Path) -> None:
    """The answer is an error and not a cut connection."""
    state, running = lifecycle.up(Place(folder)), Running(folder)
    resource.prlimit(state.pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
    with pytest.raises(OSError, match="500"):
        lifecycle.command(running.state, "save")


@pytest.mark.parametrize("spoilt", ["", "abc", "99999999"])
def test_a_spoilt_note_of_the_port_keeps_nobody_down(folder: Path, spoilt: str) -> None:
    """A disk that was full leaves an empty file; another port is better than none."""
    make_folder(folder)
    (folder / PORT).write_text(spoilt)
    state = lifecycle.up(Place(folder))
    assert state.endpoint.rpartition(":")[2] == (folder / PORT).read_text()


def test_a_taken_port_is_named(folder: Path) -> None:
    """Whoever asked for it need not read a log."""
    with socket.create_server(("127.0.0.1", 0)) as squatter:
        port = squatter.getsockname()[1]
        with pytest.raises(lifecycle.NotUp, match=f"OSError: port {port}: Address already in use; see"):
            lifecycle.up(Place(folder), port=port)


def test_a_server_without_its_starter_does_not_stay() -> None:
    """A pipe that nobody reads any more is a starter that gave up."""
    hears, tells = socket.socketpair()
    hears.close()
    with pytest.raises(StarterGone):
        Starter(tells.detach()).ready()


def test_a_starter_hears_one_word() -> None:
    """After `ready` nobody listens, and a later failure is a matter of the log."""
    hears, tells = socket.socketpair()
    starter = Starter(tells.detach())
    starter.ready()
    starter.failed(OSError("later"))
    with hears:
        assert READY == hears.recv(100)
        assert b"" == hears.recv(100)
