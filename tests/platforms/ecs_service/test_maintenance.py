"""A maintenance of one ECS service over rooms in memory: its page, its copies, its machines."""

from dataclasses import dataclass, field

import pytest

from deploy.connectors.autoscaling.memory import MemoryAutoscaling
from deploy.connectors.ecs.memory import MemoryEcs
from deploy.connectors.ecs.port import Service
from deploy.connectors.fleet.memory import MemoryFleet
from deploy.connectors.pages.memory import MemoryPages
from deploy.model.maintenance import ALL_OF_IT, Capacity, Instance
from deploy.model.standing import Side
from deploy.platforms.ecs_service.definition import definition
from deploy.platforms.ecs_service.first import creation
from deploy.platforms.ecs_service.instances import EcsInstances
from deploy.platforms.ecs_service.maintenance import EcsScaling, Notices, Yard, page
from deploy.platforms.ecs_service.traffic import EcsTraffic
from deploy.settings.platform import EcsService, LaunchType
from tests.platforms.ecs_service.harbor import V2, Harbor
from tests.platforms.ecs_service.test_requests import DOOR, TOPOLOGY, component

TARGET = "service/shop/shop-web"
LONGEST_PAGE = 1024
"""What a fixed response of an ALB can hold."""


@dataclass
class Closing:
    """A component, and the rooms of its maintenance."""

    harbor: Harbor = field(default_factory=Harbor)
    pages: MemoryPages = field(default_factory=MemoryPages)
    fleet: MemoryFleet = field(default_factory=lambda: MemoryFleet({"shop-web": 2}))
    autoscaling: MemoryAutoscaling = field(default_factory=MemoryAutoscaling)

    def __post_init__(self) -> None:
        mooring = self.harbor.moored()
        self.scaling = EcsScaling(mooring, Yard(self.pages, self.fleet, self.autoscaling))
        self.traffic = EcsTraffic(mooring, Notices(mooring, self.pages), self.scaling)


def test_the_page_stands_in_for_the_production_rule_and_is_put_up_once() -> None:
    """The first notice stays: a rerun with another text does not put a second rule beside it."""
    closing = Closing()

    closing.traffic.close("Back soon")
    closing.traffic.close("Later still")

    assert {DOOR.production_rule} == set(closing.pages.pages)
    assert "Back soon" in closing.traffic.notice()
    closing.traffic.open()
    closing.traffic.open()
    assert "" == closing.traffic.notice()


def test_a_page_of_another_service_is_not_ours() -> None:
    """Several components may share a listener."""
    closing = Closing(pages=MemoryPages({DOOR.production_rule: page("shop-api", "Back soon", 60)}))

    assert "" == closing.traffic.notice()
    closing.traffic.open()
    assert {DOOR.production_rule} == set(closing.pages.pages)


@pytest.mark.parametrize("notice", ["x" * 150, "<" * 150, "é" * 150], ids=["plain", "spelled out", "wide"])
def test_the_longest_notice_fits_a_fixed_response_and_is_no_markup(notice: str) -> None:
    """It cannot have headers of ours, so it says itself when to look again."""
    made = page("a-service-with-quite-a-long-name", notice, 60)

    assert len(made) <= LONGEST_PAGE
    assert len(made.encode()) <= LONGEST_PAGE
    assert '<meta http-equiv="refresh" content="60">' in made
    assert "<<" not in made


def test_a_drain_takes_the_copies_away_and_counts_those_that_are_not_over() -> None:
    """Asked for once; looking again asks for nothing."""
    closing = Closing(fleet=SlowFleet({"shop-web": 2}))

    assert 2 == closing.traffic.drain(Side.LIVE)
    assert {"shop-web": 0} == closing.fleet.counts
    assert 0 == closing.traffic.drain(Side.LIVE)


def test_the_other_side_is_the_controllers_and_is_not_drained_by_us() -> None:
    """It is only looked at."""
    closing = Closing()

    closing.traffic.drain(Side.CANDIDATE)

    assert {"shop-web": 2} == closing.fleet.counts


def test_what_can_serve_behind_a_door_are_healthy_targets() -> None:
    """A copy that runs is not yet one that answers."""
    closing = Closing(autoscaling=MemoryAutoscaling({TARGET: frozenset()}))
    assert Capacity(2, 4, scales=True) == closing.scaling.look()

    nothing = Closing(Harbor(MemoryEcs({"shop-web": Service("shop-web", 0, 0, "v1")})))
    assert Capacity(0, 0) == nothing.scaling.look()
    unmade = Closing(Harbor(MemoryEcs()))
    assert Capacity(0, 0) == unmade.scaling.look()
    assert 0 == unmade.scaling.at_work(is_wanted=False)


def test_autoscaling_is_told_only_where_there_is_some_and_it_would_change() -> None:
    """Suspending a target that is not there would make one."""
    without, with_it = Closing(), Closing(autoscaling=MemoryAutoscaling({TARGET: frozenset()}))

    without.scaling.suspend(ALL_OF_IT)
    with_it.scaling.suspend(ALL_OF_IT)

    assert {} == without.autoscaling.targets
    assert {TARGET: ALL_OF_IT} == with_it.autoscaling.targets


def test_machines_are_named_as_people_know_them_with_the_copies_of_each_component() -> None:
    """Only those that would change are told; a name that nobody has changes nothing."""
    fleet = MemoryFleet({"shop-web": 3})
    instances = EcsInstances(fleet, TOPOLOGY.berths)
    assert (Instance("i-1", copies=(("web", 2),)), Instance("i-2", copies=(("web", 1),))) == instances.look()

    instances.drain(("i-1", "i-9"))
    assert (Instance("i-1", is_draining=True), Instance("i-2", copies=(("web", 3),))) == instances.look()
    instances.activate(("i-1",))

    assert [False, False] == [one.is_draining for one in instances.look()]


def test_a_service_on_machines_says_so_in_its_definition_and_at_its_making() -> None:
    """A capacity provider takes the place of the launch type; ECS refuses both at once."""
    on_machines = EcsService(cluster="shop", launch_type=LaunchType.EC2)
    provided = EcsService(cluster="shop", launch_type=LaunchType.EC2, capacity_provider="machines")
    registered = definition(V2, component(), TOPOLOGY.berths[0], TOPOLOGY, LaunchType.EC2)

    assert ["EC2"] == registered.request["requiresCompatibilities"]
    assert "EC2" == creation(V2, component(), on_machines, TOPOLOGY).request["launchType"]
    made = creation(V2, component(), provided, TOPOLOGY).request
    assert [{"capacityProvider": "machines", "weight": 1}] == made["capacityProviderStrategy"]
    assert "launchType" not in made


@dataclass
class SlowFleet(MemoryFleet):
    """Copies that end one look after they were told to."""

    lingering: int = 2

    def places(self, service: str) -> tuple[str, ...]:
        """Those of before, for one look."""
        left, self.lingering = self.lingering, self.counts[service]
        return ("",) * left
