"""Rivals, crashes and zombies: real processes on one file."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from deploy.connectors.ledger.sqlite import SqliteLedger
from deploy.errors import ExitCode
from deploy.model.row import first_break

SCRIPT = Path(__file__).with_name("rival_process.py")
ROOT = SCRIPT.parents[2]
SECONDS = 1.5
"""Long enough that a busy machine does not fence a healthy holder off."""


@dataclass
class Arena:
    """A folder that contenders share, and what they left in it."""

    folder: Path
    processes: list[subprocess.Popen[str]] = field(default_factory=list)

    def start(self, name: str, turns: int, ending: str = "") -> subprocess.Popen[str]:
        """Let one more contender in."""
        command = [sys.executable, str(SCRIPT), str(self.folder), name, str(SECONDS), str(turns), ending]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        self.processes.append(process)
        return process

    def sent(self) -> list[tuple[int, str, float]]:
        """Everything that was sent, in the order in which it was: fence, who, when."""
        lines = [line.split() for line in (self.folder / "sent").read_text().splitlines()]
        return [(int(fence), name, float(at)) for fence, name, at in lines]

    def store(self) -> SqliteLedger:
        """The lease and ledger that they fought for."""
        return SqliteLedger(self.folder / "ledger.db")


@pytest.fixture
def arena(tmp_path: Path) -> Iterator[Arena]:
    arena = Arena(tmp_path)
    yield arena
    for process in arena.processes:
        process.kill()
        process.communicate()


def wait_until_stopped(process: subprocess.Popen[str]) -> None:
    """Return once the process has stopped itself."""
    _, status = os.waitpid(process.pid, os.WUNTRACED)
    assert os.WIFSTOPPED(status), "the contender ended where it should have paused"


def assert_one_holder_at_a_time(arena: Arena, turns: int) -> None:
    """No send under a lower fence after one under a higher, one holder for each fence, and a whole ledger."""
    sent = arena.sent()
    fences = [fence for fence, _, _ in sent]
    holders = {(fence, name) for fence, name, _ in sent}
    rows = arena.store().rows()
    assert sorted(fences) == fences
    assert turns == len(holders) == len(set(fences)) == max(fences)
    assert [row.fence for row in rows] == sorted(row.fence for row in rows)
    assert {(row.fence, row.run) for row in rows} <= holders
    assert first_break(rows, arena.store().head()) == ""


@pytest.mark.parametrize("names", [("a", "b"), ("a", "b", "c")], ids=len)
def test_rivals_take_their_turns_one_after_the_other(arena: Arena, names: tuple[str, ...]) -> None:
    """Everybody gets every turn, nobody at the same time, and the fence grows by one for each."""
    processes = [arena.start(name, turns=6) for name in names]

    assert [0] * len(names) == [process.wait(120) for process in processes]
    assert_one_holder_at_a_time(arena, turns=6 * len(names))
    assert len(arena.sent()) == len(arena.store().rows()) == 18 * len(names)
    assert arena.store().read().owner == ""


@pytest.mark.parametrize("place", ["before-guard", "before-append", "before-release"])
def test_a_killed_holder_is_followed_after_its_lease_and_at_most_five_seconds(
    arena: Arena, place: str
) -> None:
    """SIGKILL, no release: the plain rerun takes over, and nothing stays locked."""
    dead = arena.start("dead", turns=2, ending=f"die-{place}")
    assert -signal.SIGKILL == dead.wait(60)
    left = arena.store().read()
    before = max(at for _, _, at in arena.sent())

    assert arena.start("rerun", turns=1).wait(60) == 0

    after = min(at for _, name, at in arena.sent() if name == "rerun")
    assert (left.who, left.fence) == ("dead", 2)
    assert SECONDS <= after - before <= SECONDS + 5
    assert_one_holder_at_a_time(arena, turns=3)
    assert arena.store().read().owner == ""


@pytest.mark.parametrize("place", ["before-guard", "before-append", "before-renewal"])
def test_a_zombie_sends_and_writes_nothing_after_its_rival(arena: Arena, place: str) -> None:
    """Stopped while it held the lease, it wakes after its rival was there and gone, and ends with 8."""
    zombie = arena.start("zombie", turns=1, ending=place)
    wait_until_stopped(zombie)
    assert arena.start("rival", turns=1).wait(60) == 0
    between = (arena.sent(), arena.store().rows(), arena.store().read())

    zombie.send_signal(signal.SIGCONT)
    told, _ = zombie.communicate(timeout=60)

    assert between == (arena.sent(), arena.store().rows(), arena.store().read())
    assert ExitCode.STOPPED == zombie.returncode
    assert told.startswith("lease-lost: ")
    assert_one_holder_at_a_time(arena, turns=2)


def test_a_zombie_that_only_wanted_to_give_the_lease_back_leaves_the_rivals_alone(arena: Arena) -> None:
    """Its work was done, so it ends well; the rival's release stays the last word."""
    zombie = arena.start("zombie", turns=1, ending="before-release")
    wait_until_stopped(zombie)
    assert arena.start("rival", turns=1).wait(60) == 0
    between = arena.store().read()

    zombie.send_signal(signal.SIGCONT)

    assert zombie.wait(60) == 0
    assert between == arena.store().read()
    assert_one_holder_at_a_time(arena, turns=2)


@pytest.mark.parametrize("count", [2, 3])
def test_rivals_behind_a_zombie_still_come_one_at_a_time(arena: Arena, count: int) -> None:
    """All of them see the same lease run out, and one takes it."""
    zombie = arena.start("zombie", turns=1, ending="before-guard")
    wait_until_stopped(zombie)
    rivals = [arena.start(f"rival-{number}", turns=2) for number in range(count)]

    assert [0] * count == [rival.wait(120) for rival in rivals]
    zombie.send_signal(signal.SIGCONT)
    assert ExitCode.STOPPED == zombie.wait(60)
    assert_one_holder_at_a_time(arena, turns=1 + 2 * count)
