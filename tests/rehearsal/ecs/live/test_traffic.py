"""Real requests follow the weights that the controller writes, and none is lost on the way."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from time import sleep
from urllib.request import urlopen

import pytest

from tests.rehearsal.ecs.live.balanced import deploy, pause, serving, strategy
from tests.rehearsal.ecs.live.cluster import Cluster, eventually

pytestmark = pytest.mark.slow


def get(url: str) -> str:
    """Ask a load balancer; a failure is an answer too."""
    try:
        with urlopen(f"{url}/") as answer:  # noqa: S310 - loopback
            return str(answer.read().decode())
    except OSError as error:
        return str(error)


@contextmanager
def clients(url: str, count: int = 2) -> Iterator[list[str]]:
    """Ask a load balancer without a pause, and collect what it says."""
    seen: list[str] = []
    ended = Event()

    def ask() -> None:
        while not ended.is_set():
            seen.append(get(url))
            sleep(0.005)

    threads = [Thread(target=ask) for _ in range(count)]
    for thread in threads:
        thread.start()
    try:
        yield seen
    finally:
        ended.set()
        for thread in threads:
            thread.join()


def test_traffic_follows_a_blue_green_deployment_and_its_rollback_without_a_lost_request(
    cluster: Cluster,
) -> None:
    balanced = serving(cluster, "flow", 2)
    production, test = balanced.door(balanced.production), balanced.door(balanced.test)
    eventually(lambda: get(production), lambda said: said == "1")
    with clients(production) as seen:
        hooks = pause("PRE_PRODUCTION_TRAFFIC_SHIFT"), pause("POST_PRODUCTION_TRAFFIC_SHIFT")
        deploy(cluster, "flow", "2", strategy("BLUE_GREEN", *hooks))
        first = cluster.until_paused("flow", "PRE_PRODUCTION_TRAFFIC_SHIFT")
        eventually(lambda: get(test), lambda said: said == "2")
        assert get(production) == "1"
        cluster.go_on(first)
        second = cluster.until_paused("flow", "POST_PRODUCTION_TRAFFIC_SHIFT")
        eventually(lambda: get(production), lambda said: said == "2")
        cluster.go_on(second, "ROLLBACK")
        cluster.until("flow", "ROLLBACK_SUCCESSFUL")
        eventually(lambda: get(production), lambda said: said == "1")
    assert set(seen) == {"1", "2"}


def test_a_rolling_update_behind_a_load_balancer_loses_no_request(cluster: Cluster) -> None:
    balanced = serving(cluster, "wave", 2)
    production = balanced.door(balanced.production)
    eventually(lambda: get(production), lambda said: said == "1")
    with clients(production) as seen:
        deploy(cluster, "wave", "2", {"strategy": "ROLLING", "lifecycleHooks": []})
        cluster.until("wave", "SUCCESSFUL")
    assert set(seen) == {"1", "2"}
    assert get(production) == "2"
