"""Targets that come, fail, recover and leave."""

import socket
from dataclasses import replace
from threading import Event

from rehearsal.balancer.health import Reason, State
from rehearsal.balancer.view import Forward, HealthCheck, LoadBalancer, TargetKey, View
from rehearsal.balancer.view import Target as Registered
from tests.rehearsal.balancer.clients import connect, everything, once, status, until
from tests.rehearsal.balancer.desk import CHECK, PLAIN, Desk, draining, group
from tests.rehearsal.balancer.targets import Talk, Target, answering, free_port

BLUE = Forward((("blue", 1),))


def states(desk: Desk) -> dict[int, State]:
    """Every target's state by port."""
    return {key.port: health.state for key, health in desk.health.items()}


def test_requests_go_to_healthy_targets_only_by_turns(desk: Desk) -> None:
    with (
        Target(answering(b"a")) as a,
        Target(answering(b"b")) as b,
        Target(answering(b"c"), health=500) as sick,
    ):
        desk.forward(a.port, b.port, sick.port)

        bodies = [once(desk)[1] for _ in range(10)]

        assert {a.port: State.HEALTHY, b.port: State.HEALTHY, sick.port: State.UNHEALTHY} == states(desk)
        assert (5, 5) == (bodies.count(b"a"), bodies.count(b"b"))


def test_where_nobody_is_healthy_everybody_is_asked(desk: Desk) -> None:
    with Target(answering(b"still here"), health=500) as sick:
        desk.forward(sick.port)

        assert b"still here" == once(desk)[1]


def test_a_target_that_fails_is_left_out_until_it_recovers(desk: Desk) -> None:
    with Target(answering(b"a")) as a, Target(answering(b"b")) as b:
        desk.forward(a.port, b.port)
        a.health = 500
        desk.wait(lambda: states(desk)[a.port] is State.UNHEALTHY)
        while_sick = {once(desk)[1] for _ in range(6)}
        a.health = 200
        desk.wait(lambda: states(desk)[a.port] is State.HEALTHY)
        after = {once(desk)[1] for _ in range(6)}

        assert {b"b"} == while_sick
        assert {b"a", b"b"} == after


def test_a_new_target_has_time_to_start(desk: Desk) -> None:
    """Checks fail at once, but it stays `initial` for the pace's patience and then is unhealthy."""
    port = free_port()
    desk.show(View((balancer(),), (group("blue", port),)))
    desk.wait(lambda: any(one.reason is Reason.CHECKING for one in desk.health.values()))
    desk.wait(lambda: states(desk)[port] is State.UNHEALTHY)

    health = next(iter(desk.health.values()))

    assert (Reason.FAILED, "Health checks failed") == (health.reason, health.description)


def balancer() -> LoadBalancer:
    """A load balancer without listeners: groups are checked all the same."""
    return replace(PLAIN, address="127.0.0.1")


def test_a_check_that_gets_no_answer_is_a_timeout(desk: Desk) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        port: int = mute.getsockname()[1]
        desk.show(View((balancer(),), (group("blue", port, check=replace(CHECK, timeout_seconds=0.1)),)))
        desk.wait(lambda: states(desk)[port] is State.UNHEALTHY)

        assert Reason.TIMEOUT is next(iter(desk.health.values())).reason


def test_a_bare_connection_is_enough_for_a_tcp_check(desk: Desk) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        port: int = mute.getsockname()[1]
        desk.show(View((balancer(),), (group("blue", port, check=HealthCheck(protocol="TCP")),)))

        desk.wait(lambda: states(desk)[port] is State.HEALTHY)


def test_a_group_that_no_listener_uses_is_not_checked(desk: Desk) -> None:
    unused = replace(group("blue", free_port()), in_use=False)
    desk.show(View((), (unused,)))

    assert [Reason.NOT_IN_USE] == [one.reason for one in desk.health.values()]


def test_an_idle_target_is_drained_at_once(desk: Desk) -> None:
    with Target(answering(b"a")) as a, Target(answering(b"b")) as b:
        desk.forward(a.port, b.port)
        leaving = draining("blue", a.port).targets + group("blue", b.port).targets
        desk.route(BLUE, replace(group("blue"), targets=leaving))
        bodies = {once(desk)[1] for _ in range(6)}
        desk.wait(lambda: bool(desk.drained))

        assert {b"b"} == bodies
        assert [a.port] == [key.port for key in desk.drained]


def test_a_stream_keeps_its_target_draining_until_it_ends(desk: Desk) -> None:
    go_on = Event()

    def stream(talk: Talk) -> None:
        talk.head()
        talk.say(b"HTTP/1.1 200 OK\r\n\r\nbegin")
        go_on.wait(10)
        talk.say(b"end")

    with Target(stream) as target:
        desk.forward(target.port)
        with connect(desk) as connection:
            connection.sendall(b"GET / HTTP/1.0\r\n\r\n")
            until(connection, b"begin")
            idle = free_port()
            desk.route(BLUE, draining("blue", target.port, idle))
            turned_away, _ = once(desk)
            desk.wait(lambda: bool(desk.drained))  # the idle one: the plane has looked at both
            first = [key.port for key in desk.drained]
            go_on.set()
            rest = everything(connection)
            desk.wait(lambda: len(desk.drained) > 1)

        assert 503 == status(turned_away)
        assert [idle] == first
        assert b"end" == rest


def test_a_stream_that_outlasts_the_delay_is_cut(desk: Desk) -> None:
    with Target(endless) as target:
        desk.forward(target.port)
        with connect(desk) as connection:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            until(connection, b"begin")
            desk.route(BLUE, replace(draining("blue", target.port), drain_seconds=10))
            rest = everything(connection)

        assert not rest.endswith(b"0\r\n\r\n")
        desk.wait(lambda: [key.port for key in desk.drained] == [target.port])


def endless(talk: Talk) -> None:
    """A stream that never ends by itself."""
    talk.head()
    talk.say(b"HTTP/1.1 200 OK\r\n\r\nbegin")
    talk.socket.recv(1)


def test_registering_again_begins_anew(desk: Desk) -> None:
    with Target(answering(b"a")) as target:
        desk.forward(target.port)
        old = TargetKey("blue", "127.0.0.1", target.port)
        again = replace(old, generation=1)
        both = (Registered(old, "127.0.0.1", is_draining=True), Registered(again, "127.0.0.1"))
        desk.route(BLUE, replace(group("blue"), targets=both))

        assert State.HEALTHY is desk.health[again].state
        assert desk.health[old].state in (State.DRAINING, State.UNUSED)
        assert b"a" == once(desk)[1]
