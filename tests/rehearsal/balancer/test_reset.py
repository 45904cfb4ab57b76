"""A reset empties the world: no load balancer answers any more, and no image is left."""

import http.client
import socket

import pytest

from rehearsal import lifecycle
from tests.rehearsal.balancer.landscape import build
from tests.rehearsal.balancer.targets import Target, answering, free_port
from tests.rehearsal.balancer.waiting import wait_until
from tests.rehearsal.conftest import Running


def test_a_load_balancer_is_gone_after_a_reset_and_can_be_made_again(running: Running) -> None:
    port = free_port()
    with Target(answering(b"hello")) as target:
        for _ in range(2):
            shop = build(running, "shop", port)
            shop.register("blue", target.port)
            shop.wait_state("blue", target.port, "healthy")
            assert (200, b"hello") == get(shop.address, port)
            lifecycle.command(running.state, "reset")
            with pytest.raises(ConnectionError):
                get(shop.address, port)


def test_a_deleted_load_balancer_closes_its_port(running: Running) -> None:
    shop = build(running, "short", free_port())
    wait_until(lambda: listens(shop.address, shop.port))
    shop.elb.delete_load_balancer(LoadBalancerArn=shop.balancer)

    wait_until(lambda: not listens(shop.address, shop.port))


def get(address: str, port: int) -> tuple[int, bytes]:
    """One request."""
    connection = http.client.HTTPConnection(address, port, timeout=10)
    try:
        connection.request("GET", "/")
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def listens(address: str, port: int) -> bool:
    """Whether anybody takes a connection."""
    try:
        socket.create_connection((address, port), timeout=10).close()
    except ConnectionRefusedError:
        return False
    return True
