"""Nothing on the memory platform changes past the lease, and what it does by itself it does without us."""

from collections.abc import Callable
from pathlib import Path

import pytest

from deploy.connectors.clock.memory import MemoryClock
from deploy.errors import Stopped
from deploy.model.release import Release, Schema
from deploy.model.standing import Side
from deploy.platforms.memory.cell import InProcess, OnDisk
from deploy.platforms.memory.database import MemoryDatabase
from deploy.platforms.memory.place import MemoryStage, MemoryTraffic, Spot
from deploy.platforms.memory.state import EMPTY_STATE, Site, Slot, State

R2 = Release("v2", (), Schema("schema 2", 2))
STATE = State((("web", Site(live=Slot("v1"), candidate=Slot("v2"), share=100, revert_at=1e12)),))

CHANGES: dict[str, Callable[[MemoryStage, MemoryTraffic, MemoryDatabase], object]] = {
    "prepare": lambda stage, _traffic, _database: stage.prepare(Release("v3", ())),
    "retire": lambda stage, _traffic, _database: stage.retire(),
    "shift": lambda _stage, traffic, _database: traffic.shift(50, 60),
    "confirm": lambda _stage, traffic, _database: traffic.confirm(),
    "revert": lambda _stage, traffic, _database: traffic.revert(),
    "drain": lambda _stage, traffic, _database: traffic.drain(Side.LIVE),
    "close": lambda _stage, traffic, _database: traffic.close("back soon"),
    "open": lambda _stage, traffic, _database: traffic.open(),
    "expand": lambda _stage, _traffic, database: database.expand(R2),
    "back_up": lambda _stage, _traffic, database: database.back_up("tuesday"),
}


def holding(state: State) -> InProcess:
    """A cell with that state."""
    cell = InProcess()
    cell.change(lambda _: state)
    return cell


def ports(
    cell: InProcess, guard: Callable[[], None], clock: MemoryClock
) -> tuple[MemoryStage, MemoryTraffic, MemoryDatabase]:
    """The three ports over one cell."""
    spot = Spot("web", cell, clock, guard)
    return MemoryStage(spot), MemoryTraffic(spot), MemoryDatabase(cell, guard)


def lost() -> None:
    """A lease that is no longer ours."""
    raise Stopped("lease-lost", what="the lease is lost", why="a rival has it", do="inv status")


@pytest.mark.parametrize("change", CHANGES)
def test_no_change_gets_past_a_lost_lease(change: str) -> None:
    """The guard is asked right before the change, so the state stays as it was."""
    cell = holding(STATE)

    with pytest.raises(Stopped):
        CHANGES[change](*ports(cell, lost, MemoryClock()))

    assert STATE == cell.read()


@pytest.mark.parametrize("change", sorted(set(CHANGES) - {"retire", "open"}))
def test_the_same_change_is_made_under_a_lease(change: str) -> None:
    """Without it, the test above would prove nothing."""
    cell = holding(STATE)

    CHANGES[change](*ports(cell, lambda: None, MemoryClock()))

    assert STATE != cell.read()


def test_traffic_that_is_not_confirmed_in_time_goes_back_by_itself() -> None:
    """Nobody has to be there for it."""
    clock, cell = MemoryClock(), holding(State((("web", Site(live=Slot("v1"), candidate=Slot("v2"))),)))
    _, traffic, _ = ports(cell, lambda: None, clock)
    traffic.shift(100, 60)

    clock.advance(59)
    before = traffic.look()
    clock.advance(2)
    after = traffic.look()

    assert (100, True) == (before.candidate_share, before.is_armed)
    assert (0, False) == (after.candidate_share, after.is_armed)


def test_a_change_that_fails_half_way_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    """The new state is written beside the old one and takes its place whole."""
    cell = OnDisk(tmp_path / "platform.json")
    cell.change(lambda _: STATE)

    def fails(_state: State) -> State:
        assert STATE == cell.read()
        raise OSError(28, "no space left on device")

    with pytest.raises(OSError, match="no space"):
        cell.change(fails)

    assert STATE == cell.read()


def test_a_file_that_is_not_there_is_an_empty_platform(tmp_path: Path) -> None:
    """Looking does not create it."""
    assert EMPTY_STATE == OnDisk(tmp_path / "platform.json").read()
    assert [] == list(tmp_path.iterdir())
