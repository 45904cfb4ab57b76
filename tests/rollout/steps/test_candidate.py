"""Steps on the candidate: what a person is told where it does not come up, and for how long it is asked."""

from dataclasses import replace

import pytest

from deploy.engine.waiting import WaitedInVain
from deploy.model.release import Release
from deploy.platforms.memory.state import Site, Slot
from deploy.rollout.bar import Bar
from deploy.rollout.ports import Place
from deploy.rollout.steps import Prepare, Verify
from tests.rollout.steps.test_traffic import BOTH, V2, Plank

BROKEN = Release("v2-broken", ())


def telling(plank: Plank, words: str) -> Plank:
    """The plank of a platform whose copies said that last."""
    place = plank.ground.places["web"]
    told = Place(place.stage, place.traffic, last_words=lambda: words)
    plank.ground = replace(plank.ground, places={"web": told})
    return plank


def test_a_candidate_that_does_not_come_up_is_explained_by_its_last_words() -> None:
    """The reason that was seen comes first."""
    plank = telling(Plank(Site(live=Slot("v1"))), "last lines: no such table")

    with pytest.raises(WaitedInVain) as caught:
        Prepare("web", BROKEN).act(plank)

    assert caught.value.why.endswith("exits with 1 at start; last lines: no such table")


def test_words_that_are_in_the_reason_already_are_not_said_twice() -> None:
    """A crash loop is told with them before anybody asks."""
    plank = telling(Plank(Site(live=Slot("v1"))), "exits with 1 at start")

    with pytest.raises(WaitedInVain) as caught:
        Prepare("web", BROKEN).act(plank)

    assert 1 == caught.value.why.count("exits with 1 at start")


def test_a_candidate_is_asked_for_the_whole_window() -> None:
    """One good answer is not enough."""
    plank = Plank(BOTH)
    plank.ground = replace(plank.ground, bar=Bar(window_seconds=10.0))
    began = plank.clock.boot()

    Verify("web", V2).act(plank)

    assert 10.0 <= plank.clock.boot() - began
