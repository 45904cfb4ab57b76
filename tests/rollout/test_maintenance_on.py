"""While a maintenance is on, no release is rolled out."""

from dataclasses import replace

from deploy.model.goal import Verb
from deploy.model.maintenance import Maintenance
from deploy.model.plan import Objection, Plan
from deploy.platforms.memory.state import Site, Slot
from deploy.rollout.findings import Findings
from deploy.rollout.objections import CAN_BE_OVERRIDDEN, against, against_migration
from deploy.rollout.orders import findings
from deploy.rollout.steps import Retire
from tests.rollout.scenes import V1, V2, at, goal, past, side, standing
from tests.rollout.steps.test_traffic import Plank

ON = replace(past("v1"), maintenance=Maintenance("monday", "ada", "disks", has_page=True))
NOW = standing(at(side("v1")))


def test_neither_a_deploy_nor_a_rollback_begins_behind_a_page() -> None:
    """Nothing could be proved there; who closed the door and since when is said."""
    for verb, release in ((Verb.DEPLOY, V2), (Verb.ROLLBACK, V1)):
        found = {one.reference: one for one in against(NOW, replace(goal(release), verb=verb), ON)}

        assert "since monday, by ada" in found["maintenance-on"].what
    assert "maintenance-on" not in CAN_BE_OVERRIDDEN


def test_what_a_maintenance_has_taken_away_is_not_told_as_a_second_trouble() -> None:
    """Whoever is told to scale up behind a page would do the wrong thing first."""
    gone = Objection("service-scaled-to-zero", what="no tasks", why="drained", do="scale it up")
    retire = Retire("web")
    plank = Plank(Site(live=Slot("v1")))
    place = replace(plank.ground.places["web"], preflight=lambda _begins: Findings((gone,)))
    ground = replace(plank.ground, places={"web": place})

    assert (gone,) == findings(ground, Plan("back", (retire,)), goal(V2), past("v1")).objections
    assert () == findings(ground, Plan("back", (retire,)), goal(V2), ON).objections


def test_a_migration_may_be_what_the_maintenance_is_for() -> None:
    """It needs no front door."""
    assert () == against_migration(NOW, goal(V2), ON)
    assert () == against(NOW, goal(V2), past("v1"))
