"""Steps of a maintenance wait trouble out that may pass, and believe a late answer only when it has come."""

from dataclasses import dataclass
from typing import ClassVar

import pytest

from deploy.errors import Passing
from deploy.model.maintenance import ALL_OF_IT, Capacity, Suspension
from deploy.model.standing import Side
from deploy.platforms.memory.place import MemoryTraffic
from deploy.platforms.memory.scaling import MemoryScaling
from deploy.rollout.steps.capacity import ActivateInstances, DrainInstances, Resize, SetAutoscaling
from deploy.rollout.steps.maintenance import Close, Drain, Open
from tests.rollout.steps.test_maintenance import Machines, Yard

BUSY = Passing("aws-throttled", what="AWS refused", why="Throttling", do="inv status")


class Busy:
    """Refuses every third call."""

    calls: ClassVar[int] = 0

    def meet(self) -> None:
        """One call."""
        Busy.calls += 1
        if Busy.calls % 3 == 0:
            raise BUSY


class BusyTraffic(MemoryTraffic, Busy):
    """The door of somebody who is throttled."""

    def notice(self) -> str:
        """What is up."""
        self.meet()
        return super().notice()

    def close(self, notice: str) -> None:
        """Put it up."""
        self.meet()
        super().close(notice)

    def open(self) -> None:
        """Take it down."""
        self.meet()
        super().open()

    def drain(self, side: Side) -> int:
        """Drain."""
        self.meet()
        return super().drain(side)


class BusyScaling(MemoryScaling, Busy):
    """Counts of copies that come from somebody who is throttled."""

    def look(self) -> Capacity:
        """What there is."""
        self.meet()
        return super().look()

    def resize(self, copies: int) -> None:
        """Ask for copies."""
        self.meet()
        super().resize(copies)

    def suspend(self, parts: frozenset[Suspension]) -> None:
        """Let parts rest."""
        self.meet()
        super().suspend(parts)


class LateTraffic(MemoryTraffic):
    """A door whose page is seen only after some looks, as a list that lags would show it."""

    left: ClassVar[int] = 0

    def notice(self) -> str:
        """The opposite of what is up, for some looks."""
        LateTraffic.left -= 1
        now = super().notice()
        return now if LateTraffic.left < 0 else ("" if now else "soon")


@pytest.mark.parametrize("begun", [0, 1, 2])
def test_a_throttled_maintenance_is_waited_for(begun: int) -> None:
    """Every step, whichever of its calls is struck."""
    Busy.calls = begun
    yard = Yard(traffic=BusyTraffic, scaling=BusyScaling)

    SetAutoscaling("web", ALL_OF_IT).act(yard)
    Close("web", "soon").act(yard)
    Drain("web", 60).act(yard)
    shut = yard.now
    Resize("web", 2).act(yard)
    Open("web").act(yard)

    assert ("soon", 0) == (shut.notice, shut.copies)
    assert ("", 2) == (yard.now.notice, yard.now.copies)


@dataclass
class BusyMachines(Machines):
    """Machines of somebody who is throttled at first."""

    refusals: int = 2

    def drain(self, names: tuple[str, ...]) -> None:
        """Refuse, then begin."""
        self._meet()
        super().drain(names)

    def activate(self, names: tuple[str, ...]) -> None:
        """Refuse, then end."""
        self._meet()
        super().activate(names)

    def _meet(self) -> None:
        self.refusals -= 1
        if self.refusals % 2 == 0:
            raise BUSY


def test_throttled_machines_are_waited_for() -> None:
    """Both ways."""
    machines = BusyMachines(refusals=3)
    yard = Yard(instances=machines)

    DrainInstances(("i-1",), 60).act(yard)
    drained = machines.draining
    ActivateInstances(("i-1",)).act(yard)

    assert (frozenset({"i-1"}), frozenset()) == (drained, machines.draining)


def test_a_page_that_does_not_show_yet_is_waited_for() -> None:
    """A list that lags behind the change is no failure."""
    yard = Yard(traffic=LateTraffic)

    LateTraffic.left = 3
    assert Close("web", "soon").act(yard).is_so
    LateTraffic.left = 3
    assert Open("web").act(yard).is_so

    assert "" == yard.now.notice
