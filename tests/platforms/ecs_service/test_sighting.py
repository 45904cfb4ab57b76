"""What is asked in a look, for how long it holds, and what throws it away."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest

from deploy.connectors.ecs.memory import MemoryEcs
from deploy.connectors.ecs.port import Deployment, Service, Status
from deploy.connectors.elb.memory import MemoryElb
from deploy.connectors.elb.port import GroupHealth
from deploy.platforms.ecs_service.mooring import Mooring
from deploy.platforms.ecs_service.sighting import MOMENT_SECONDS
from deploy.platforms.ecs_service.stage import EcsStage
from deploy.platforms.ecs_service.traffic import EcsTraffic
from deploy.rollout.ports import Place
from tests.platforms.ecs_service.harbor import V2, Harbor, shifted
from tests.platforms.ecs_service.scenes import NEW, OLD, SERVICE, deployment

PRE = "PRE_PRODUCTION_TRAFFIC_SHIFT"
LOOK = ["deployment"]
BOTH = ["health blue", "health green"]


@dataclass
class AskedEcs(MemoryEcs):
    """Writes down what is asked."""

    asked: list[str] = field(default_factory=list)

    def service(self, name: str) -> Service | None:
        """The service."""
        self.asked.append("service")
        return super().service(name)

    def newest_deployment(self, service: str) -> Deployment | None:
        """The newest deployment."""
        self.asked.append("deployment")
        return super().newest_deployment(service)


@dataclass
class AskedElb(MemoryElb):
    """Writes down what is asked, too."""

    asked: list[str] = field(default_factory=list)

    def group_health(self, target_group: str) -> GroupHealth:
        """The targets of a group."""
        self.asked.append(f"health {target_group}")
        return super().group_health(target_group)


@dataclass
class Pier:
    """A component whose deployment is at some point, and everything that is asked about it."""

    seen: Deployment
    is_ours: bool = True
    asked: list[str] = field(default_factory=list)
    cluster: AskedEcs = field(init=False)
    harbor: Harbor = field(init=False)
    mooring: Mooring = field(init=False)

    def __post_init__(self) -> None:
        """Moor it, and forget what that asked."""
        self.cluster = AskedEcs({"shop-web": SERVICE}, {"shop-web": self.seen}, asked=self.asked)
        self.harbor = Harbor(self.cluster)
        self.harbor.elb = AskedElb(self.harbor.elb.groups, asked=self.asked)
        self.mooring = self.harbor.moored()
        self.mooring.started_after = "" if self.is_ours else None
        self.harbor.clock.advance(MOMENT_SECONDS)
        self.asked.clear()

    @property
    def place(self) -> Place:
        """Its ports."""
        traffic = EcsTraffic(self.mooring, None, None)  # type: ignore[arg-type] # nobody maintains here
        return Place(EcsStage(self.mooring), traffic)

    @property
    def sent(self) -> list[str]:
        """What was sent."""
        return self.cluster.sent


@pytest.mark.parametrize(
    ("seen", "asked"),
    [
        (deployment(Status.IN_PROGRESS, "SCALE_UP"), LOOK),
        (deployment(Status.IN_PROGRESS, "TEST_TRAFFIC_SHIFT"), LOOK),
        (deployment(Status.IN_PROGRESS, PRE, waits=True), LOOK + BOTH),
        (shifted(), LOOK + BOTH),
        (deployment(Status.IN_PROGRESS, "BAKE_TIME", target=replace(NEW, share=100.0)), LOOK + BOTH),
        (deployment(Status.SUCCESSFUL, "CLEAN_UP"), ["deployment", "service", "health green"]),
    ],
    ids=["scaling up", "on the way", "paused before", "paused after", "baking", "at rest"],
)
def test_a_look_asks_for_what_decides_and_serves_sides_and_split(seen: Deployment, asked: list[str]) -> None:
    """On ECS's own way the deployment says all; wherever somebody decides, both groups are asked."""
    pier = Pier(seen)
    pier.place.look("web")

    assert asked == pier.asked


def test_whoever_did_not_start_the_deployment_asks_for_both_groups_everywhere() -> None:
    """A plan is made from all there is, also on ECS's way."""
    pier = Pier(deployment(Status.IN_PROGRESS, "SCALE_UP"), is_ours=False)
    pier.place.look("web")

    assert LOOK + BOTH == pier.asked


def test_an_act_goes_by_the_look_before_it_and_not_by_an_old_one() -> None:
    """What decides and what sends are one look, for a moment; a watch later it is looked at anew."""
    pier = Pier(shifted())
    pier.place.look("web")
    pier.asked.clear()
    pier.place.traffic.confirm()
    assert ([], ["continue dep/2"]) == (pier.asked, pier.sent)

    late = Pier(shifted())
    late.place.look("web")
    late.asked.clear()
    late.harbor.clock.advance(MOMENT_SECONDS)
    late.cluster.deployments = {"shop-web": shifted(status=Status.ROLLBACK_IN_PROGRESS)}
    late.place.traffic.confirm()
    assert (LOOK, []) == (late.asked, late.sent)


def test_a_question_much_later_does_not_make_an_old_look_young() -> None:
    """A door asks for its copies long after the look; an act still looks anew."""
    pier = Pier(deployment(Status.IN_PROGRESS, PRE, target=replace(NEW, running=1)))
    pier.place.look("web")
    pier.harbor.clock.advance(MOMENT_SECONDS)
    pier.mooring.last().health("green")
    pier.asked.clear()
    pier.place.traffic.revert()

    assert LOOK == pier.asked


@pytest.mark.parametrize(
    ("seen", "send"),
    [
        (deployment(Status.IN_PROGRESS, PRE, waits=True), lambda place: place.traffic.shift(100, 900.0)),
        (shifted(), lambda place: place.traffic.confirm()),
        (shifted(), lambda place: place.traffic.revert()),
        (deployment(Status.IN_PROGRESS, PRE, waits=True), lambda place: place.stage.retire()),
        (deployment(Status.SUCCESSFUL, target=OLD), lambda place: place.stage.prepare(V2)),
    ],
    ids=["shift", "confirm", "revert", "retire", "prepare"],
)
def test_whatever_is_sent_throws_the_look_away(seen: Deployment, send: Callable[[Place], None]) -> None:
    """What was seen before a send proves nothing after it."""
    pier = Pier(seen)
    pier.place.look("web")
    send(pier.place)
    pier.asked.clear()

    assert pier.mooring.last().deployment
    assert LOOK == pier.asked


def test_the_last_words_of_a_wait_in_vain_say_what_its_targets_lack() -> None:
    """On ECS's way they are not asked; where it led to nothing a person has to know."""
    pier = Pier(deployment(Status.IN_PROGRESS, "SCALE_UP"))
    pier.harbor.elb.groups = {"green": GroupHealth(unhealthy=2, reason="unhealthy: [500]")}
    pier.place.look("web")

    assert "unhealthy: [500]" == pier.mooring.last_words()
