"""Somebody else's work in the way: refused with 6, or waited for as long as the person allowed."""

from dataclasses import replace

import pytest

from deploy.engine.events import Said, Waiting
from deploy.engine.order import Order, Thought
from deploy.errors import ExitCode, LockedError
from deploy.model.plan import Objection
from tests.engine.runner_room import Done, Play, Room, order

FOREIGN = Objection("deployment-under-way", what="it goes on", why="it does", do="wait", is_locked=True)


def ends_after(room: Room, seconds: float) -> Order[Done]:
    """An order in whose way somebody stands for so long."""
    over_at = room.clock.boot() + seconds
    base = order(Play("shift"))

    def think() -> Thought[Done]:
        blocked = room.clock.boot() < over_at
        return replace(base.think(), objections=(FOREIGN,) if blocked else (), remarks=("a remark",))

    return replace(base, think=think)


def patient(room: Room, seconds: float) -> Room:
    """The room of a person who said --wait."""
    desk = room.runner._desk
    room.runner._desk = replace(desk, wait_seconds=seconds)
    return room


def test_it_is_refused_as_locked_and_nothing_is_done() -> None:
    """Not as a reason against the release."""
    room = Room()

    with pytest.raises(LockedError) as caught:
        room.runner.run(ends_after(room, 60))

    assert (ExitCode.LOCKED, "deployment-under-way") == (caught.value.exit_code, caught.value.reference)
    assert ([], ()) == (room.world.acts, tuple(room.rows))


def test_it_is_waited_for_without_the_lease() -> None:
    """Others may go first meanwhile."""
    room = patient(Room(), 90)

    assert ExitCode.DONE is room.runner.run(ends_after(room, 60))
    waits = [event for event in room.screen.events if isinstance(event, Waiting)]
    assert (True, "it goes on") == (len(waits) > 5, waits[0].reason)


def test_the_wait_has_an_end() -> None:
    """Then it is refused as if nobody had waited."""
    room = patient(Room(), 30)

    with pytest.raises(LockedError):
        room.runner.run(ends_after(room, 60))

    assert 30 <= room.clock.boot() < 33


def test_remarks_are_said_once_before_the_plan() -> None:
    """The plan made again under the lease says them only where it is another."""
    room = Room()
    room.runner.run(ends_after(room, 0))

    assert [Said("a remark")] == [event for event in room.screen.events if isinstance(event, Said)]
