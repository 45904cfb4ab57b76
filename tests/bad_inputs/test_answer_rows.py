"""What answers through a door, each test named after its row in the table of bad inputs."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from deploy.connectors.alarms.memory import MemoryAlarms
from deploy.connectors.alarms.port import Alarm, Color, Figures
from deploy.connectors.ecs.memory import MemoryEcs
from deploy.connectors.ecs.port import SeenTask, Service, Status
from deploy.connectors.elb.memory import MemoryElb
from deploy.connectors.elb.port import GroupHealth
from deploy.connectors.logs.memory import MemoryLogs
from deploy.connectors.web.client import LARGEST_BODY
from deploy.connectors.web.port import Answer
from deploy.engine.waiting import Sight
from deploy.model.standing import ALL_TRAFFIC, ComponentStanding, Health, SideState, Standing
from deploy.platforms.ecs_service.asking import SECONDS
from deploy.platforms.ecs_service.failures import EVERY_SECONDS
from deploy.platforms.ecs_service.figures import judged
from deploy.platforms.ecs_service.verdicts import through_front, through_test_door
from deploy.rollout.bar import Bar
from deploy.rollout.ports import Verdict
from deploy.rollout.recovery import plan_recovery
from deploy.rollout.steps.score import Score
from deploy.settings.schema import Verify
from tests.platforms.ecs_service.harbor import FRONT, TEST, V2, Doors, Harbor, says, shifted
from tests.platforms.ecs_service.scenes import NEW, SERVICE, deployment
from tests.platforms.ecs_service.test_requests import DIGEST
from tests.rollout.scenes import V1, goal, past

COPIES = ("10.0.0.1", "10.0.0.2")
WELL = [says("v2", COPIES[0]), says("v2", COPIES[1]), says("v2", COPIES[0])]


def moved(**rooms: Any) -> Harbor:
    """A harbor in which v2 has all the traffic, and every copy of it answers well."""
    cluster = MemoryEcs({"shop-web": SERVICE}, {"shop-web": shifted()})
    doors = Doors({FRONT: list(WELL), TEST: list(WELL)})
    return replace(Harbor(cluster, doors=doors), **rooms)


def test_a_release_that_answers_from_every_copy_is_good() -> None:
    """Whatever a row below plants is therefore what it finds."""
    verdict = through_front(moved().moored(), V2)

    assert (True, "web answers as v2, all 2 copies") == (verdict.is_good, verdict.text)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (says("v3"), "web: answers as v3, wanted v2"),
        (says("v2", digest="sha256:0"), f"web: answers as v2 with digest sha256:0, wanted {DIGEST}"),
        (Answer(200, b'{"status": "healthy"}'), "web: answers 200, but does not say which release it is"),
    ],
)
def test_row_67_health_200_of_another_version_or_digest(answer: Answer, said: str) -> None:
    """The sentence names both."""
    verdict = through_front(moved(doors=Doors({FRONT: [answer]})).moored(), V2)

    assert (False, said) == (verdict.is_good, verdict.text)


def test_row_67_what_ecs_runs_is_compared_too() -> None:
    """A copy can only say what it was told."""
    other = shifted(target=replace(NEW, digests=("sha256:0",)))
    harbor = moved(ecs=MemoryEcs({"shop-web": SERVICE}, {"shop-web": other}))
    verdict = through_test_door(harbor.moored(), V2)

    assert (False, f"web: ECS runs sha256:0, wanted {DIGEST}") == (verdict.is_good, verdict.text)


def test_half_the_copies_old_is_noticed() -> None:
    """Every copy has to answer as the release, not every answer of one copy."""
    halves = Doors({FRONT: [says("v2", COPIES[0]), says("v1", COPIES[1])]})
    one = Doors({FRONT: [says("v2", COPIES[0])]})

    assert "answers as v1, wanted v2" in through_front(moved(doors=halves).moored(), V2).text
    assert "no answer of 10.0.0.2 in 17 questions" in through_front(moved(doors=one).moored(), V2).text


def test_row_68_health_that_flaps_does_not_reach_the_rate() -> None:
    """Several good answers in a row are not enough: the share over the window has to be reached too."""
    score = Score(Bar(good_percent=99.0), seconds=9.0)
    good, bad = Verdict(is_good=True, text="", asked=5), Verdict(is_good=False, text="503", asked=2, good=1)
    looks = [score.add(look, 0.0) for look in (good, good, bad)]

    assert [Sight.THERE, Sight.THERE, Sight.HOPELESS] == [pulse.sight for pulse in looks]
    assert "503 (11 of 12 answers were good)" == looks[-1].reason


def test_row_68_one_bad_answer_of_a_thousand_is_forgiven() -> None:
    """The rate is a promise over the window, and not a wish for perfection."""
    score = Score(Bar(good_percent=99.0), seconds=300.0)
    score.add(Verdict(is_good=True, text="", asked=5), 0.0)

    assert Sight.THERE is score.add(Verdict(is_good=False, text="", asked=1, good=0), 1.0).sight


def test_row_69_a_slow_start_tells_the_last_lines_of_the_container() -> None:
    """Of a task that still runs; one that has stopped tells why, and its exit code."""
    running = SeenTask("t1", container="app", log_group="/ecs/shop", log_stream="web/app/t1")
    ended = replace(running, task="t0", reason="Essential container in task exited", exit_code=137)
    logs = MemoryLogs({("/ecs/shop", "web/app/t1"): ("loading", "warming the cache")})
    cluster = MemoryEcs({"shop-web": SERVICE}, {"shop-web": shifted()}, running=(running,))

    assert "last lines: loading | warming the cache" == moved(ecs=cluster, logs=logs).moored().last_words()
    told = moved(ecs=replace(cluster, stopped=(ended,))).moored().last_words()
    assert "task t0: Essential container in task exited; container app ended with exit code 137" == told


def test_a_crash_loop_is_noticed_by_the_tasks_that_failed() -> None:
    """Not only by the clock; the second failure is one too many."""
    ended = SeenTask("t0", "Essential container in task exited", "app", 1)
    starting = deployment(Status.IN_PROGRESS, "SCALE_UP", target=replace(NEW, definition="web:2", running=1))
    services = {"shop-web": Service("shop-web", 2, 0, "v2", "web:2", failed=1)}
    harbor = Harbor(MemoryEcs(services, {"shop-web": starting}, stopped=(ended,)))
    mooring = harbor.moored()
    mooring.started_after = ""
    stories = []
    for failed in (1, 1, 2):
        services["shop-web"] = replace(services["shop-web"], failed=failed)
        stories.append(mooring.scene().story)
        harbor.clock.advance(EVERY_SECONDS)

    assert ["", ""] == stories[:2]
    assert stories[2].startswith("2 of its tasks failed; task t0: Essential container")


@pytest.mark.parametrize("towards", [FRONT, "https://elsewhere.example/", "/login"])
def test_row_70_redirects_are_shown_and_not_followed(towards: str) -> None:
    """A loop, another host, a login page."""
    verdict = through_front(moved(doors=Doors({FRONT: [Answer(302, location=towards)]})).moored(), V2)

    assert f"answers 302 towards {towards}, which is not followed" in verdict.text


def test_row_72_a_body_of_gigabytes_and_one_that_drips() -> None:
    """Bounded in bytes and in time; tests/connectors/web has the servers that do it."""
    assert LARGEST_BODY <= 64 * 1024
    assert SECONDS <= 5.0
    late = Answer(200, b"{", "the answer did not end in time")
    verdict = through_front(moved(doors=Doors({FRONT: [late]})).moored(), V2)

    assert (False, "web: the answer did not end in time") == (verdict.is_good, verdict.text)


def test_row_73_good_by_the_test_door_and_bad_under_real_traffic() -> None:
    """The front door has the last word."""
    doors = Doors({TEST: list(WELL), FRONT: [Answer(500)]})

    assert through_test_door(moved(doors=doors).moored(), V2).is_good
    assert "web: answers 500" == through_front(moved(doors=doors).moored(), V2).text


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        (Figures(19, 19), ""),
        (Figures(1000, 1, 0.15), ""),
        (Figures(1000, 2), "the load balancer counts 2 of 1000 requests with 5xx: 0.2 %, allowed are 0.1 %"),
        (Figures(50, 0, 0.25), "the load balancer's p95 is 250 ms over 50 requests, allowed are 200 ms"),
    ],
    ids=["too few to tell", "within", "errors", "slow"],
)
def test_row_74_errors_at_the_shift_are_counted_by_the_load_balancer(figures: Figures, said: str) -> None:
    """Our own questions may all be answered while users' are not."""
    rules = Verify(good_percent=99.9, p95_milliseconds=200)
    assert said == judged(figures, rules)

    alarms = MemoryAlarms(counted={"green": figures})
    verdict = through_front(moved(alarms=alarms).moored(), V2)
    assert verdict.is_good is (figures.errors != 2)  # the settings here name no p95


def test_an_alarm_that_turns_red_while_we_watch_is_named_and_an_older_one_is_not() -> None:
    """ECS leaves out what was red when its deployment began, and so do we."""
    began = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
    cluster = MemoryEcs({"shop-web": SERVICE}, {"shop-web": shifted(created_at=began)})

    def watched(since: datetime) -> Verdict:
        red = MemoryAlarms({"errors": Alarm("errors", Color.RED, since, "5 of 10")})
        return through_front(moved(ecs=cluster, alarms=red).moored(alarms=("errors",)), V2)

    assert watched(began.replace(hour=11)).is_good
    assert "web: alarm errors is ALARM since 12:01:00: 5 of 10" == watched(began.replace(minute=1)).text


def test_row_76_both_sides_unwell_is_no_verdict_on_the_release() -> None:
    """The text says so, and recovery holds: no traffic goes to a side that is dead."""
    unwell = MemoryElb({"blue": GroupHealth(0, 0, 2, "unhealthy: timeout"), "green": GroupHealth(2)})
    verdict = through_front(moved(elb=unwell, doors=Doors({FRONT: [Answer(503)]})).moored(), V2)
    assert "web: answers 503; v1, which stands by, is unwell too: unhealthy: timeout" == verdict.text

    sick = ComponentStanding(
        "web",
        SideState("v1", Health.SICK),
        SideState("v2", Health.SICK),
        candidate_share=ALL_TRAFFIC,
        is_armed=True,
    )
    plan = plan_recovery(Standing((sick,)), goal(replace(V1, name="v2")), past("v1"))
    assert (True, ()) == ("both sides are sick" in plan.ends_halted, plan.steps)


def test_a_canary_may_be_answered_by_either_release_for_its_share() -> None:
    """The candidate is asked by its own door as well; a third release is wrong on either."""
    divided = deployment(Status.IN_PROGRESS, "PRODUCTION_TRAFFIC_SHIFT", target=replace(NEW, share=10.0))
    cluster = MemoryEcs({"shop-web": SERVICE}, {"shop-web": divided})
    mixed = [says("v1"), says("v2", COPIES[0]), says("v1")]

    def watched(front: list[Answer]) -> Verdict:
        doors = Doors({TEST: list(WELL), FRONT: front})
        return through_front(moved(ecs=cluster, doors=doors).moored(strategy="canary", stages=(10, 100)), V2)

    assert watched(mixed).is_good
    assert "answers as v3, wanted v2" in watched([says("v1"), says("v3")]).text
