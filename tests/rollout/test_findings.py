"""What a platform is asked before anything begins."""

from dataclasses import replace

from deploy.model.plan import Plan
from deploy.platforms.memory.state import Site, Slot
from deploy.rollout.findings import Beginning, Findings
from deploy.rollout.orders import findings
from deploy.rollout.steps import Prepare, Retire, Revert
from tests.rollout.scenes import V2, goal, past
from tests.rollout.steps.test_traffic import Plank


def asked(*steps: Prepare | Retire | Revert) -> list[bool]:
    """For each time that the platform was asked, whether copies were to be started."""
    told: list[Beginning] = []

    def note(begins: Beginning) -> Findings:
        told.append(begins)
        return Findings()

    plank = Plank(Site(live=Slot("v1")))
    place = replace(plank.ground.places["web"], preflight=note)
    findings(replace(plank.ground, places={"web": place}), Plan("so", steps), goal(V2), past("v1"))
    return [begins.starts_copies for begins in told]


def test_a_way_back_to_what_still_stands_starts_nothing() -> None:
    """So an image that is gone from the registry does not hold it up."""
    assert [False] == asked(Revert("web"), Retire("web"))
    assert [True] == asked(Retire("web"), Prepare("web", V2))


def test_a_component_that_the_plan_leaves_alone_is_not_asked() -> None:
    """Whatever is wrong with it, nobody is about to touch it."""
    assert [] == asked()
