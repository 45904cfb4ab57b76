"""Steps of a maintenance do what is asked for and believe only what they see afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import ClassVar

import pytest

from deploy.connectors.clock.memory import MemoryClock
from deploy.engine.waiting import Patience, WaitedInVain, Waiter
from deploy.errors import Reverted, ToolMissing
from deploy.model.maintenance import ALL_OF_IT, Capacity, Instance, Maintenance, maintenance_from
from deploy.model.release import Release
from deploy.model.row import Kind
from deploy.platforms.memory.cell import InProcess
from deploy.platforms.memory.nature import STAND_INS
from deploy.platforms.memory.place import MemoryStage, MemoryTraffic, Spot
from deploy.platforms.memory.scaling import MemoryScaling
from deploy.platforms.memory.state import Site, Slot, State
from deploy.rollout.ports import Ground, Instances, Place
from deploy.rollout.steps.capacity import ActivateInstances, DrainInstances, Resize, SetAutoscaling
from deploy.rollout.steps.maintenance import AnswerAgain, Close, Drain, NoteMaintenance, Open

V1 = Release("v1", ())
TWO_COPIES = Site(live=Slot("v1"), copies=2)


def _no_time() -> None:
    """Nobody asks to stop."""


@dataclass
class Machines:
    """Two machines; copies leave one so many looks after it drains."""

    looks: int = 1
    draining: frozenset[str] = frozenset()

    def look(self) -> tuple[Instance, ...]:
        """Both."""
        self.looks -= bool(self.draining)
        left = (("web", 2),) if self.looks > 0 or not self.draining else ()
        return (Instance("i-1", "i-1" in self.draining, left), Instance("i-2"))

    def drain(self, names: tuple[str, ...]) -> None:
        """Begin."""
        self.draining |= set(names)

    def activate(self, names: tuple[str, ...]) -> None:
        """End."""
        self.draining -= set(names)


class BusyTraffic(MemoryTraffic):
    """Something stays at work for ever."""

    def drain(self, side: object) -> int:
        """One stream that nobody ends."""
        assert side
        return 1


class StartingScaling(MemoryScaling):
    """Copies that can serve only after so many looks."""

    starting: ClassVar[int] = 0

    def look(self) -> Capacity:
        """None can serve yet, for some looks."""
        now, kind = super().look(), type(self)
        kind.starting = max(0, kind.starting - 1)
        return replace(now, ready=0) if kind.starting else now


@dataclass
class Yard:
    """The ground under one component."""

    site: Site = TWO_COPIES
    instances: Instances | None = None
    traffic: type[MemoryTraffic] = MemoryTraffic
    scaling: type[MemoryScaling] | None = MemoryScaling
    rows: list[tuple[Kind, Mapping[str, str]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.clock, self.cell = MemoryClock(), InProcess()
        self.cell.change(lambda _: State((("web", self.site),)))
        spot = Spot("web", self.cell, self.clock, _no_time, STAND_INS)
        scaling = self.scaling(spot, scales=True) if self.scaling else None
        self.ground = Ground(
            places={"web": Place(MemoryStage(spot), self.traffic(spot), scaling)},
            waiter=Waiter(self.clock, lambda _: None, _no_time),
            patience=Patience(60, 20),
            record=self.record,
            show_share=lambda _component, _share: None,
            instances=self.instances,
        )

    def record(self, kind: Kind, step: str = "", data: Mapping[str, str] | None = None) -> None:
        """Keep the row; every row names its step."""
        assert step
        self.rows.append((kind, data or {}))

    @property
    def now(self) -> Site:
        """The component as it is now."""
        return self.cell.read().site("web")


def test_what_was_is_in_the_row_and_its_end_is_a_row_too() -> None:
    """A later run reads from it what to restore."""
    yard, wanted = Yard(), Maintenance(has_page=True, instances=("i-1",))

    for step in (NoteMaintenance(wanted), NoteMaintenance(None)):
        step.act(yard)
        assert step.observe(yard).is_so

    assert [Kind.CLOSED, Kind.OPENED] == [kind for kind, _ in yard.rows]
    assert wanted == maintenance_from(yard.rows[0][1])


def test_the_page_goes_up_and_down() -> None:
    """Each is so only when the door says it."""
    yard = Yard()
    assert not Close("web", "soon").observe(yard).is_so

    Close("web", "soon").act(yard)
    assert (True, False) == (Close("web", "soon").observe(yard).is_so, Open("web").observe(yard).is_so)
    Open("web").act(yard)

    assert Open("web").observe(yard).is_so


def test_row_94_copies_stay_where_no_page_is_up() -> None:
    """Somebody took it down between two steps."""
    yard = Yard()

    with pytest.raises(Reverted) as caught:
        Drain("web", 60).act(yard)

    assert ("page-not-up", 2) == (caught.value.reference, yard.now.copies)


def test_a_drain_is_over_when_nothing_is_at_work() -> None:
    """Seen, and not assumed after a time."""
    yard = Yard(Site(live=Slot("v1"), copies=2, notice="soon"))

    assert Drain("web", 60).act(yard).is_so

    assert (True, 0) == (Drain("web", 60).observe(yard).is_so, yard.now.copies)


def test_a_stream_without_an_end_ends_the_drain_after_its_time_and_not_before() -> None:
    """The usual patience without progress is shorter than a stream may be."""
    yard = Yard(Site(live=Slot("v1"), notice="soon"), traffic=BusyTraffic)
    began = yard.clock.boot()

    with pytest.raises(WaitedInVain) as caught:
        Drain("web", 300).act(yard)

    assert 300 <= yard.clock.boot() - began < 310
    assert "1 still at work" in caught.value.why


def test_copies_come_back_and_the_front_door_has_the_last_word() -> None:
    """Healthy is not enough: the release has to answer."""
    yard = Yard(Site(live=Slot("v1"), copies=0))
    assert not AnswerAgain("web", V1).observe(yard).is_so

    Resize("web", 3).act(yard)
    AnswerAgain("web", V1).act(yard)

    assert (True, 3) == (Resize("web", 3).observe(yard).is_so, yard.now.copies)


def test_copies_that_were_asked_for_are_waited_for_until_they_can_serve() -> None:
    """A count is a wish; only what can serve counts."""
    yard = Yard(scaling=StartingScaling)
    step = Resize("web", 3)
    StartingScaling.starting = 3

    step.act(yard)

    assert 0 == StartingScaling.starting
    assert step.observe(yard).is_so


def test_autoscaling_rests_and_acts_again() -> None:
    """Exactly as it is told."""
    yard = Yard()

    SetAutoscaling("web", ALL_OF_IT).act(yard)
    assert set(ALL_OF_IT) == set(yard.now.suspended)
    SetAutoscaling("web", frozenset()).act(yard)

    assert SetAutoscaling("web", frozenset()).observe(yard).is_so


def test_a_machine_is_empty_when_no_copy_is_left_on_it_and_takes_some_again() -> None:
    """Draining alone is not empty."""
    machines = Machines(looks=4)
    yard = Yard(instances=machines)
    step = DrainInstances(("i-1",), 60)
    assert not step.observe(yard).is_so
    machines.drain(("i-1",))
    assert not step.observe(yard).is_so

    step.act(yard)
    assert step.observe(yard).is_so
    ActivateInstances(("i-1",)).act(yard)

    assert frozenset() == machines.draining


def test_what_a_platform_does_not_have_is_said() -> None:
    """No silent success where there is nothing to do it with."""
    bare = Yard(scaling=None)

    with pytest.raises(ToolMissing) as caught:
        Resize("web", 2).act(bare)
    assert "platform-without-copies" == caught.value.reference
    with pytest.raises(ToolMissing) as caught:
        DrainInstances(("i-1",), 60).act(bare)
    assert "no-container-instances" == caught.value.reference
