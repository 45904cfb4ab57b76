"""Steps on the traffic look once more right before they send, and believe only what they see afterwards."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest

from deploy.connectors.clock.memory import MemoryClock
from deploy.engine.waiting import Patience, WaitedInVain, Waiter
from deploy.errors import Halted, Reverted
from deploy.model.history import history_of
from deploy.model.release import Release
from deploy.platforms.memory.cell import InProcess
from deploy.platforms.memory.nature import STAND_INS
from deploy.platforms.memory.place import MemoryStage, MemoryTraffic, Spot
from deploy.platforms.memory.state import Site, Slot, State
from deploy.rollout.orders import Lookout, conclude
from deploy.rollout.ports import Ground, Place
from deploy.rollout.steps import Confirm, Retire, Revert, Shift

V2 = Release("v2", ())
BOTH = Site(live=Slot("v1"), candidate=Slot("v2"))


class UnarmedTraffic(MemoryTraffic):
    """A platform that shifts and forgets the way back."""

    def shift(self, share: int, revert_seconds: float) -> None:
        """Shift, armed with nothing."""
        assert revert_seconds > 0
        self.spot.change(lambda site: replace(site, share=share, revert_at=0.0))


def _no_time() -> None:
    """Nobody asks to stop."""


@dataclass
class Plank:
    """The ground under one component, and how it stands."""

    site: Site
    traffic: Callable[[Spot], MemoryTraffic] = MemoryTraffic
    clock: MemoryClock = field(default_factory=MemoryClock)

    def __post_init__(self) -> None:
        self.cell = InProcess()
        self.cell.change(lambda _: State((("web", self.site),)))
        spot = Spot("web", self.cell, self.clock, _no_time, STAND_INS)
        self.ground = Ground(
            places={"web": Place(MemoryStage(spot), self.traffic(spot))},
            waiter=Waiter(self.clock, lambda _: None, _no_time),
            patience=Patience(60, 20),
            record=lambda *_said, **_named: None,
            show_share=lambda _component, _share: None,
        )

    @property
    def now(self) -> Site:
        """The component as it is now."""
        return self.cell.read().site("web").settled(self.clock.wall().timestamp())


def test_a_shift_is_so_once_the_share_is_there_and_the_way_back_armed() -> None:
    """What the platform would do without us is part of what is looked at."""
    plank = Plank(BOTH)
    shift = Shift("web", V2, 50, 900)

    shift.act(plank)

    assert shift.observe(plank).is_so
    assert (50, True) == (plank.now.share, plank.now.revert_at > 0)


def test_a_shift_that_is_not_armed_is_not_so() -> None:
    """The share alone is not enough."""
    plank = Plank(BOTH, UnarmedTraffic)
    shift = Shift("web", V2, 100, 900)

    with pytest.raises(WaitedInVain):
        shift.act(plank)

    assert 100 == plank.now.share
    assert not shift.observe(plank).is_so


class WayBackTraffic(MemoryTraffic):
    """A platform that shifts to its warm side by its own way back: the sides change places first."""

    def shift(self, share: int, revert_seconds: float) -> None:
        """Change the sides over at once, and let the traffic follow later."""
        assert (share, revert_seconds) == (100, 900)
        later = self.spot.now() + 5.0
        if self.spot.site().live == BOTH.live:
            self.spot.change(lambda site: Site(site.candidate, site.live, share=100, revert_at=later))


def test_a_shift_by_the_platforms_own_way_back_is_so_when_the_traffic_has_followed() -> None:
    """A share of the side that goes is no share of the release."""
    plank = Plank(BOTH, WayBackTraffic)
    began = plank.clock.boot()

    Shift("web", V2, 100, 900).act(plank)

    assert (True, 0) == (plank.clock.boot() - began >= 5.0, plank.now.share)


class PausingTraffic(MemoryTraffic):
    """A platform that rests half-way, and asks once more before it goes on."""

    def shift(self, share: int, revert_seconds: float) -> None:
        """Half the way at each asking."""
        half = max(share // 2, min(self.spot.site().share * 2, share))
        super().shift(half, revert_seconds)

    def confirm(self) -> None:
        """Only what was asked for twice."""
        if self.spot.clock.boot() > 0.0:
            super().confirm()


def test_a_platform_that_pauses_on_the_way_is_asked_again() -> None:
    """ECS pauses before each step of a canary, and after the last."""
    plank = Plank(BOTH, PausingTraffic)

    Shift("web", V2, 100, 900).act(plank)
    assert 100 == plank.now.share

    Confirm("web", V2).act(plank)
    assert "v2" == (plank.now.live and plank.now.live.release)


@pytest.mark.parametrize("candidate", [None, Slot("v3"), Slot("v2-broken"), Slot("v2", ready_at=1e12)])
def test_a_candidate_that_is_not_fit_gets_no_traffic(candidate: Slot | None) -> None:
    """Absent, another release, sick or starting."""
    plank = Plank(replace(BOTH, candidate=candidate))

    with pytest.raises(Reverted) as refused:
        Shift("web", V2, 100, 900).act(plank)

    assert "candidate-not-fit" == refused.value.reference
    assert 0 == plank.now.share


@pytest.mark.parametrize("share", [0, 50])
def test_a_confirmation_that_comes_too_late_confirms_nothing(share: int) -> None:
    """The platform has taken the traffic back meanwhile, or a part of it."""
    plank = Plank(replace(BOTH, share=share, revert_at=1e12))

    with pytest.raises(Reverted) as late:
        Confirm("web", V2).act(plank)

    assert "confirmed-too-late" == late.value.reference
    assert ("v1", share) == (plank.now.live and plank.now.live.release, plank.now.share)


class HastyTraffic(MemoryTraffic):
    """A platform whose patience ends as the confirmation is on its way."""

    left: Slot | None = None

    def confirm(self) -> None:
        """Take the traffic back instead."""
        self.spot.change(lambda site: Site(live=site.live, candidate=self.left))


class ShowingTraffic(HastyTraffic):
    """One that shows what it took back as a failure."""

    left = Slot("v2-broken")


@pytest.mark.parametrize("hasty", [HastyTraffic, ShowingTraffic])
def test_a_confirmation_that_the_platform_outran_is_not_waited_for(hasty: type[HastyTraffic]) -> None:
    """What was taken back does not come again by waiting."""
    plank = Plank(replace(BOTH, share=100, revert_at=1e12), hasty)
    began = plank.clock.boot()

    with pytest.raises(WaitedInVain) as vain:
        Confirm("web", V2).act(plank)

    assert ("wait-hopeless", began) == (vain.value.reference, plank.clock.boot())


def test_a_confirmation_twice_is_one() -> None:
    """A rerun meets what the run before it has confirmed."""
    plank = Plank(replace(BOTH, share=100, revert_at=1e12))
    confirm = Confirm("web", V2)

    confirm.act(plank)
    confirm.act(plank)

    assert confirm.observe(plank).is_so
    assert ("v2", "v1") == (
        plank.now.live and plank.now.live.release,
        plank.now.candidate and plank.now.candidate.release,
    )


def test_traffic_is_not_given_back_to_a_dead_side() -> None:
    """A person is called, and the traffic stays where it is."""
    plank = Plank(Site(live=Slot("v1-broken"), candidate=Slot("v2"), share=100, revert_at=1e12))

    with pytest.raises(Halted) as halted:
        Revert("web").act(plank)

    assert "live-side-dead" == halted.value.reference
    assert 100 == plank.now.share


def test_a_candidate_with_traffic_is_not_retired() -> None:
    """Not even where a plan says so."""
    plank = Plank(replace(BOTH, share=10, revert_at=1e12))

    with pytest.raises(Reverted) as refused:
        Retire("web").act(plank)

    assert "candidate-has-traffic" == refused.value.reference
    assert plank.now.candidate == Slot("v2")


LATE = Site(live=Slot("v1"))
MOVED = replace(BOTH, share=100, revert_at=1e12)
_CALLS_OF_A_LOOK = 2


@dataclass(frozen=True)
class LateSpot(Spot):
    """A corner whose first look, at both sides and at the traffic, shows what was."""

    was: Site = LATE
    shown: list[bool] = field(default_factory=list)

    def site(self) -> Site:
        """What was; then what is."""
        self.shown.append(True)
        return self.was if len(self.shown) <= _CALLS_OF_A_LOOK else super().site()


def late(site: Site, was: Site) -> Plank:
    """A component whose first look is late; stage and traffic are seen in one look."""
    plank = Plank(site)
    spot = LateSpot("web", plank.cell, plank.clock, _no_time, STAND_INS, was=was)
    plank.ground = replace(plank.ground, places={"web": Place(MemoryStage(spot), MemoryTraffic(spot))})
    return plank


def test_a_late_look_ends_no_shift() -> None:
    """It showed no candidate yet."""
    plank = late(BOTH, LATE)

    Shift("web", V2, 100, 900).act(plank)

    assert 100 == plank.now.share


def test_a_late_look_ends_no_confirmation() -> None:
    """It showed the traffic where it was before the shift."""
    plank = late(MOVED, BOTH)

    Confirm("web", V2).act(plank)

    assert (Slot("v2"), 0) == (plank.now.live, plank.now.share)


def test_a_late_look_leaves_no_traffic_on_a_bad_side() -> None:
    """It showed a live side that was not well yet."""
    plank = late(MOVED, replace(MOVED, live=Slot("v1-broken")))

    Revert("web").act(plank)

    assert (Slot("v1"), 0) == (plank.now.live, plank.now.share)


def test_a_late_look_calls_no_person_in_the_end() -> None:
    """What is live is looked at again before it is said to be unwell."""
    plank = late(Site(live=Slot("v2")), MOVED)

    said = conclude(Lookout(plank.ground, lambda: history_of(())))

    assert (True, "v2 is live") == (said.is_sound, said.text)
