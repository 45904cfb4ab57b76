"""What ECS looks like before a run begins, each test named after its row in the table of bad inputs."""

from dataclasses import replace

import pytest

from deploy.connectors.alarms.memory import MemoryAlarms
from deploy.connectors.alarms.port import Alarm, Color
from deploy.connectors.ecs.memory import MemoryEcs
from deploy.connectors.ecs.port import Room, Service, Status
from deploy.connectors.elb.memory import MemoryElb
from deploy.connectors.registry.memory import MemoryRegistry
from deploy.model.goal import Verb
from deploy.model.history import History
from deploy.model.plan import Objection
from deploy.platforms.ecs_service.stage import EcsStage
from deploy.settings.component import Scale
from deploy.settings.platform import LaunchType
from tests.platforms.ecs_service.harbor import BOTH, PAST, V2, Harbor
from tests.platforms.ecs_service.scenes import NEW, OLD, SERVICE, deployment
from tests.platforms.ecs_service.test_requests import DIGEST, DOOR

PAUSED = deployment(Status.IN_PROGRESS, "PRE_PRODUCTION_TRAFFIC_SHIFT", waits=True)


def has_form(objection: Objection) -> bool:
    """Whether it says what speaks against it, why, and what to type."""
    return bool(objection.what and objection.why and objection.do)


def running(seen: MemoryEcs, harbor: Harbor) -> Harbor:
    """The harbor with this cluster."""
    return replace(harbor, ecs=seen)


def test_nothing_speaks_against_an_orderly_service() -> None:
    """Whatever a row below plants is therefore what it finds."""
    assert {} == Harbor().objections()
    assert "Fargate's quota was not asked" in Harbor().remarks()


def test_row_51_somebody_elses_deployment_is_shown_and_waited_for() -> None:
    """Its release is none that a run of the ledger left half-way."""
    foreign = replace(PAUSED, target=replace(NEW, release=""))
    for seen in (foreign, replace(PAUSED, target=replace(NEW, release="v1"))):
        found = Harbor(MemoryEcs({"shop-web": SERVICE}, {"shop-web": seen})).objections()

        assert found["deployment-under-way"].is_locked
        assert has_form(found["deployment-under-way"])
        assert "--wait" in found["deployment-under-way"].do


def test_row_51_our_own_that_was_cut_off_is_gone_on_with() -> None:
    """A run that never ended left it; the same command resumes it."""
    open_run = replace(PAST.runs[0], release="v2", exit_code="")
    past = replace(PAST, runs=(*PAST.runs, open_run))

    assert {} == Harbor(MemoryEcs({"shop-web": SERVICE}, {"shop-web": PAUSED})).objections(past)


def test_a_bake_is_not_cut_short_by_the_next_deploy() -> None:
    """It can be waited for, and a way back to its warm side is always open."""
    baking = deployment(Status.IN_PROGRESS, "BAKE_TIME", target=replace(NEW, release="v0"))
    past = replace(PAST, runs=(replace(PAST.runs[0], release="v0"),))
    cluster = MemoryEcs({"shop-web": SERVICE}, {"shop-web": baking})

    assert Harbor(cluster).objections(past)["release-baking"].is_locked
    to_warm = replace(baking, source=replace(OLD, release="v2"))
    assert {} == Harbor(MemoryEcs({"shop-web": SERVICE}, {"shop-web": to_warm})).objections(past)


@pytest.mark.parametrize(("gone", "word"), [(frozenset(), "does not exist"), ({"shop-web"}, "inactive")])
def test_row_52_a_service_that_is_not_there_although_something_is_live(
    gone: frozenset[str], word: str
) -> None:
    """It is no first deployment; missing and deleted are told apart."""
    found = Harbor(MemoryEcs(gone=frozenset(gone))).objections()["service-missing"]

    assert has_form(found)
    assert word in found.what


def test_row_52_a_first_deployment_is_said_to_be_one() -> None:
    """Nothing was ever live, so nothing is missing."""
    nothing = Harbor(MemoryEcs())

    assert {} == nothing.objections(History())
    assert "the first deployment; it makes the service shop-web" in nothing.remarks(History())


def test_row_52_a_service_that_wants_no_tasks() -> None:
    """A release without tasks proves nothing."""
    asleep = Service("shop-web", desired=0, running=0, release="v1")
    found = Harbor(MemoryEcs({"shop-web": asleep})).objections()

    assert has_form(found["service-scaled-to-zero"])


@pytest.mark.parametrize("rules", [{}, {DOOR.production_rule: BOTH, DOOR.test_rule: {"blue": 1}}])
def test_row_53_a_rule_without_both_groups(rules: dict[str, dict[str, int]]) -> None:
    """ECS would only find out at its first shift."""
    found = replace(Harbor(), elb=MemoryElb(rules=rules)).objections()["rule-without-both-groups"]

    assert has_form(found)
    assert "infra.apply" in found.do


def test_row_53_a_hook_without_a_timeout() -> None:
    """A deployment would hang there for a day if its deployer died."""
    hanging = replace(SERVICE, endless_pauses=("POST_SCALE_UP",))
    found = Harbor(MemoryEcs({"shop-web": hanging})).objections()["hook-without-timeout"]

    assert "POST_SCALE_UP" in found.what
    assert "Terraform" in found.do


@pytest.mark.parametrize("color", [Color.RED, Color.UNKNOWN, Color.MISSING])
def test_row_54_an_alarm_that_is_not_green_is_named(color: Color) -> None:
    """Red, blind or not there at all."""
    seen = {"errors": Alarm("errors", color, reason="5 of 10")} if color is not Color.MISSING else {}
    harbor = replace(Harbor(), alarms=MemoryAlarms(seen))
    found = harbor.objections(alarms=("errors",))["alarm-not-green"]

    assert f"errors says {color.value}" in found.what
    assert "--override=alarm-not-green --reason=" in found.do
    assert {} == harbor.objections(verb=Verb.ROLLBACK, alarms=("errors",))


def test_missing_capacity_is_counted_on_machines_of_our_own() -> None:
    """The candidate stands beside what serves; on Fargate nobody can be asked."""
    cluster = MemoryEcs({"shop-web": SERVICE}, left=Room(1, 511, 4096))
    found = Harbor(cluster, launch=LaunchType.EC2).objections()["no-room-for-candidate"]

    assert "512 CPU units and 1024 MiB" in found.what
    enough = replace(cluster, left=Room(1, 512, 1024))
    assert {} == Harbor(enough, launch=LaunchType.EC2).objections()


def test_row_56_an_image_or_a_definition_that_is_gone_names_the_next_older_release() -> None:
    """Before ECS cannot pull it."""
    older = replace(PAST.tenures[0], release="v0")
    past = replace(PAST, tenures=(older, PAST.tenures[0]))
    gone = replace(Harbor(), registry=MemoryRegistry({("shop", "v1"): DIGEST}))
    found = gone.objections(past, Verb.ROLLBACK)["release-image-gone"]

    assert "nothing is there under that tag" in found.what
    assert "inv rollback --to=v0" in found.do
    moved = replace(Harbor(), registry=MemoryRegistry({("shop", "v2"): "sha256:other"}))
    assert "sha256:other" in moved.objections(verb=Verb.ROLLBACK)["release-image-gone"].what
    assert {} == gone.objections(past, Verb.ROLLBACK, starts=False)


def test_row_75_a_deployment_keeps_the_count_that_autoscaling_left() -> None:
    """Not the one in the settings, which is only where it began."""
    cluster = MemoryEcs({"shop-web": replace(SERVICE, desired=7)})
    mooring = Harbor(cluster).moored(scale=Scale(count=2))

    EcsStage(mooring).prepare(V2)

    assert [7] == [rollout.desired for rollout in cluster.rollouts]
