"""A service as the page shows it, from the records of an ECS in this process."""

from typing import Any

from rehearsal.ecs.records.living import Living, living_of
from rehearsal.ecs.records.service import ServiceRecord
from rehearsal.ecs.records.task import Health, TaskStatus
from rehearsal.page import model
from rehearsal.page.journal import Journal
from rehearsal.page.model import Condition, Role, Side
from rehearsal.page.roads import RuleSeen
from rehearsal.page.services import Around, see_service
from rehearsal.page.tasks import condition_of
from tests.rehearsal.ecs.memory import CLUSTER, Office

BLUE, GREEN = "arn:aws:elb:r:1:targetgroup/blue/1", "arn:aws:elb:r:1:targetgroup/green/2"
PRODUCTION = RuleSeen("rule/production", "lb", "http://127.0.0.1:80", "", ((BLUE, 9), (GREEN, 1)))
TEST = RuleSeen("rule/test", "lb", "http://127.0.0.1:9000", "", ((BLUE, 0), (GREEN, 1)))
DOOR = {
    "targetGroupArn": BLUE,
    "containerName": "app",
    "containerPort": 80,
    "advancedConfiguration": {
        "alternateTargetGroupArn": GREEN,
        "productionListenerRule": PRODUCTION.arn,
        "testListenerRule": TEST.arn,
    },
}


def the_one(office: Office) -> tuple[Living, ServiceRecord]:
    """The only service."""
    living = living_of(office.backend)
    (record,) = living.services.values()
    return living, record


def see(office: Office, *rules: RuleSeen) -> model.Service:
    """The only service as the page shows it."""
    return see_service(*the_one(office), Around(rules, {}, Journal()))


def with_a_door(office: Office) -> None:
    """A service without tasks behind a load balancer."""
    office.create("api", office.register("api"), 0)
    the_one(office)[1].primary.spec["loadBalancers"] = [DOOR]


def status(office: Office) -> str:
    """The state of its newest deployment."""
    deployment = see(office).deployment
    return deployment.status if deployment else ""


def stand(office: Office, desired: int = 2, **members: Any) -> None:
    """A service whose first deployment has completed."""
    office.create("api", office.register("api"), desired, **members)
    office.until(lambda: "SUCCESSFUL" == status(office))


def test_a_service_tells_its_tasks_by_revision_and_condition(office: Office) -> None:
    stand(office)
    (berth,) = see(office).berths
    (revision,) = berth.revisions
    assert ("api:1", Role.LIVE, ("good",)) == (revision.name, revision.role, revision.images)
    assert [Condition.HEALTHY] * 2 == [task.condition for task in revision.tasks]


def test_an_image_by_digest_is_told_in_short(office: Office) -> None:
    image = f"127.0.0.1:5000/team/api@sha256:{'0123456789abcdef' * 4}"
    office.create("api", office.register("api", {"name": "app", "image": image, "memory": 64}))
    office.until(lambda: "SUCCESSFUL" == status(office))
    (revision,) = see(office).berths[0].revisions
    assert ("api@sha256:01234567",) == revision.images


def test_a_service_without_a_load_balancer_has_one_side_and_no_traffic(office: Office) -> None:
    stand(office)
    seen = see(office, PRODUCTION)
    assert ((), [(Side.PRIMARY, "", None)]) == (
        seen.roads,
        [(berth.side, berth.group, berth.traffic) for berth in seen.berths],
    )


def test_while_a_deployment_runs_both_revisions_are_there(office: Office) -> None:
    stand(office)
    office.call("UpdateService", cluster=CLUSTER, service="api", taskDefinition=office.register("api"))
    office.tick()
    (berth,) = see(office).berths
    assert [("api:1", Role.LIVE), ("api:2", Role.CANDIDATE)] == [(r.name, r.role) for r in berth.revisions]


def test_afterwards_only_the_new_one_is(office: Office) -> None:
    stand(office)
    office.call("UpdateService", cluster=CLUSTER, service="api", taskDefinition=office.register("api"))
    assert "SUCCESSFUL" != status(office)
    office.until(lambda: "SUCCESSFUL" == status(office))
    (berth,) = see(office).berths
    assert [("api:2", Role.LIVE)] == [(r.name, r.role) for r in berth.revisions]


def test_a_failing_revision_tells_how_many_of_its_tasks_failed(office: Office) -> None:
    crashing = office.register("api", {"name": "app", "image": "crash", "memory": 64})
    office.create("api", crashing)
    office.until(lambda: any(one.failed for berth in see(office).berths for one in berth.revisions))
    assert "api:1" == see(office).berths[0].revisions[0].name


def test_roads_come_production_first_and_know_both_sides(office: Office) -> None:
    with_a_door(office)
    seen = see(office, TEST, PRODUCTION)
    assert [("Production", [90.0, 10.0]), ("Test", [0.0, 100.0])] == [
        (road.purpose, [share.percent for share in road.shares]) for road in seen.roads
    ]
    assert {Side.PRIMARY, Side.ALTERNATE} == {share.side for share in seen.roads[0].shares}


def test_a_side_where_nothing_runs_is_shown_all_the_same(office: Office) -> None:
    """It is where the next release comes."""
    with_a_door(office)
    seen = see(office)
    assert [("blue", 1), ("green", 0)] == [(berth.group, len(berth.revisions)) for berth in seen.berths]


def test_the_newest_event_is_told_with_short_ids(office: Office) -> None:
    office.create("api", office.register("api"), 0)
    living, record = the_one(office)
    record.tell("1", 0.0, f"has started 1 tasks: (task {'0a1b2c3d' * 4}).")
    assert (
        "has started 1 tasks: (task 0a1b2c3d)." == see_service(living, record, Around((), {}, Journal())).news
    )


def test_a_task_is_as_well_as_the_worst_that_is_said_of_it(office: Office) -> None:
    stand(office, 1)
    (task,) = the_one(office)[0].tasks.values()
    task.registered, task.address = ((BLUE, 80),), "127.0.0.9"
    key = (BLUE, "127.0.0.9", 80)
    assert Condition.CHECKING is condition_of(task, {})
    assert Condition.HEALTHY is condition_of(task, {key: "healthy"})
    assert Condition.UNHEALTHY is condition_of(task, {key: "unhealthy"})
    task.containers[0].definition["healthCheck"] = {"command": ["CMD", "true"]}
    assert Condition.CHECKING is condition_of(task, {key: "healthy"})
    task.containers[0].health = Health.UNHEALTHY
    assert Condition.UNHEALTHY is condition_of(task, {key: "healthy"})
    task.status = TaskStatus.PENDING
    assert Condition.STARTING is condition_of(task, {key: "healthy"})
    task.status = TaskStatus.DEPROVISIONING
    assert Condition.STOPPING is condition_of(task, {key: "healthy"})
