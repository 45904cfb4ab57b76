"""Networks that fail, each test named after its row in the table of bad inputs."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import pairwise

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from deploy.connectors.aws.clients import Clients
from deploy.connectors.aws.errors import in_our_words
from deploy.connectors.clock.memory import MemoryClock
from deploy.connectors.ecs.boto import BotoEcs
from deploy.connectors.ecs.memory import MemoryEcs
from deploy.connectors.ecs.port import Deployment, Service, Status
from deploy.engine.events import Event, Waiting
from deploy.engine.waiting import LONGEST_TROUBLE, OutOfReach, Patience, Waiter
from deploy.errors import ExitCode, Passing, Refused, Reverted
from deploy.platforms.ecs_service.stage import EcsStage
from deploy.platforms.ecs_service.traffic import EcsTraffic
from deploy.rollout.ports import Ground, Place
from deploy.rollout.steps import Prepare
from tests.platforms.ecs_service.harbor import V2, Harbor
from tests.platforms.ecs_service.scenes import SERVICE, deployment

LOST = Passing("aws-unreachable", what="AWS did not answer", why="no route", do="inv status")


@dataclass
class Outside:
    """Something that is out of reach for some seconds."""

    seconds: float
    clock: MemoryClock = field(default_factory=MemoryClock)
    told: list[Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.back_at = self.clock.boot() + self.seconds
        self.waiter = Waiter(self.clock, self.told.append, lambda: None)

    def look(self) -> str:
        """There, or out of reach."""
        if self.clock.boot() < self.back_at:
            raise LOST
        return "there"


@pytest.mark.parametrize("seconds", [0, 5, 60, 240])
def test_row_87_a_network_that_comes_back_is_waited_for(seconds: float) -> None:
    """The wait is told at every look, with the words of the error."""
    outside = Outside(seconds)

    assert "there" == outside.waiter.seen(outside.look)
    assert all(isinstance(event, Waiting) and "no route" in event.reason for event in outside.told)
    assert bool(seconds) is bool(outside.told)


def test_row_87_a_network_that_never_comes_back_stops_the_run() -> None:
    """With 8: the same command goes on, and what is armed goes back by itself."""
    outside = Outside(1e9)

    with pytest.raises(OutOfReach) as caught:
        outside.waiter.seen(outside.look)

    assert (ExitCode.STOPPED, "nobody-answers") == (caught.value.exit_code, caught.value.reference)
    assert LONGEST_TROUBLE <= outside.clock.boot() - outside.back_at + 1e9 <= LONGEST_TROUBLE + 30


def test_row_87_how_long_an_outage_may_last_is_a_setting() -> None:
    """`waits.outage_seconds`, for whoever wants to know sooner."""
    outside = Outside(1e9)
    began = outside.clock.boot()

    with pytest.raises(OutOfReach):
        replace(outside.waiter, outage_seconds=30).seen(outside.look)

    assert 30 <= outside.clock.boot() - began <= 60


def test_row_87_the_time_of_an_outage_is_not_held_against_the_release() -> None:
    """Neither clock of a wait runs while nobody can be asked."""
    outside = Outside(200)
    patience = Patience(limit_seconds=60, no_progress_seconds=30)

    def probe() -> object:
        outside.look()
        raise Reverted("seen-again", what="asked", why="after the outage", do="nothing")

    with pytest.raises(Reverted, match="asked"):
        outside.waiter.until(probe, patience)  # type: ignore[arg-type] # it never answers


def test_row_87_a_lost_connection_may_pass() -> None:
    """In our words, and worth asking again."""
    with pytest.raises(Passing), in_our_words("a look"):
        raise EndpointConnectionError(endpoint_url="https://ecs.example")


class Portal(BaseHTTPRequestHandler):
    """A login page on every path."""

    def do_POST(self) -> None:
        """The page."""
        page = b"<!doctype html><title>Welcome to the hotel</title>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def portal() -> Iterator[str]:
    """A captive portal on loopback."""
    server = HTTPServer(("127.0.0.1", 0), Portal)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def test_row_88_a_login_page_is_not_an_answer_of_aws() -> None:
    """Whatever its status: refused, with the proxies to look at."""
    with portal() as url:
        cluster = BotoEcs(Clients("us-east-1", url).of("ecs"), "shop", lambda: None)
        with pytest.raises(Refused) as caught:
            cluster.service("web")

    assert "aws-not-itself" == caught.value.reference
    assert "text/html" in caught.value.why
    assert "HTTPS_PROXY" in caught.value.do


@pytest.mark.parametrize("code", ["ThrottlingException", "Throttling", "RequestLimitExceeded"])
def test_row_89_being_throttled_is_waited_out_with_the_reason(code: str) -> None:
    """The pauses grow, with jitter, to fifteen seconds; the screen says it every fifteen."""
    said = {"Error": {"Code": code, "Message": "Rate exceeded"}}
    with pytest.raises(Passing) as caught, in_our_words("ECS: service"):
        raise ClientError(said, "DescribeServices")
    assert ("aws-throttled", f"{code}: Rate exceeded") == (caught.value.reference, caught.value.why)

    outside = Outside(120)
    outside.waiter.seen(outside.look)
    waited = [event.elapsed for event in outside.told if isinstance(event, Waiting)]
    pauses = [after - before for before, after in pairwise(waited)]
    assert (True, True) == (pauses[0] < 1, all(pause <= 15 * 1.25 for pause in pauses))
    assert len(waited) < 20


@dataclass
class Forgetful(MemoryEcs):
    """ECS that does not know for some looks what it has just made."""

    blind: int = 5

    def newest_deployment(self, service: str) -> Deployment | None:
        """Nothing yet, then the deployment."""
        self.blind -= 1
        return None if self.blind > 0 or not self.sent else super().newest_deployment(service)

    def service(self, name: str) -> Service | None:
        """Likewise."""
        return None if self.blind > 0 else super().service(name)


@dataclass
class Grounds:
    """A world with one component."""

    ground: Ground


def test_row_90_what_was_just_made_and_is_not_found_yet_is_looked_for_again() -> None:
    """Bounded by the patience of the step; nothing is made twice."""
    paused = replace(deployment(Status.IN_PROGRESS, "PRE_PRODUCTION_TRAFFIC_SHIFT", waits=True), source=None)
    cluster = Forgetful({"shop-web": SERVICE}, {"shop-web": paused})
    mooring, clock = Harbor(cluster).moored(), MemoryClock()
    traffic = EcsTraffic(mooring, None, None)  # type: ignore[arg-type] # nobody maintains anything here
    ground = Ground(
        places={"web": Place(EcsStage(mooring), traffic)},
        waiter=Waiter(clock, lambda _: None, lambda: None),
        patience=Patience(60, 20),
        record=lambda *_said, **_named: None,
        show_share=lambda _component, _share: None,
    )

    Prepare("web", V2).act(Grounds(ground))

    assert ["register shop-web v2", "create shop-web shop-web:1"] == cluster.sent
