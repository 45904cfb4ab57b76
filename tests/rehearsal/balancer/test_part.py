"""A rehearsal's load balancer, driven with stock boto3 and asked with plain sockets."""

import gzip
import http.client
import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest

from tests.rehearsal.balancer.clients import until
from tests.rehearsal.balancer.landscape import Landscape, build
from tests.rehearsal.balancer.targets import Talk, Target, answering, free_port
from tests.rehearsal.balancer.waiting import wait_until
from tests.rehearsal.conftest import Running


@pytest.fixture(scope="module")
def shop(running: Running) -> Landscape:
    """A load balancer on an address and a port of its own."""
    return build(running, "shop", free_port())


@pytest.fixture
def blue(shop: Landscape) -> Iterator[Target]:
    """A healthy target in the blue group, which takes everything."""
    with Target(answering(b"blue")) as target:
        shop.weigh(blue=100)
        shop.register("blue", target.port)
        shop.wait_state("blue", target.port, "healthy")
        yield target
        shop.deregister("blue", target.port)


def get(shop: Landscape, path: str = "/") -> tuple[int, bytes]:
    """One request to the address that AWS calls DNSName."""
    connection = http.client.HTTPConnection(shop.address, shop.port, timeout=10)
    connection.request("GET", path)
    response = connection.getresponse()
    try:
        return response.status, response.read()
    finally:
        connection.close()


def test_a_load_balancer_answers_on_its_own_name_and_port(shop: Landscape, blue: Target) -> None:
    assert shop.address.startswith("127.78.")
    assert (200, b"blue") == get(shop)
    assert (blue.port, ("healthy", "")) in shop.states("blue").items()


@pytest.mark.usefixtures("blue")
def test_weights_hold_soon_after_the_call(shop: Landscape) -> None:
    with Target(answering(b"green")) as green:
        shop.weigh(blue=50, green=50)
        shop.register("green", green.port)
        shop.wait_state("green", green.port, "healthy")
        wait_until(lambda: {get(shop)[1] for _ in range(4)} == {b"blue", b"green"})

        shop.weigh(blue=90, green=10)
        wait_until(lambda: [get(shop)[1] for _ in range(10)].count(b"green") == 1)
        bodies = [get(shop)[1] for _ in range(100)]
        shop.weigh(blue=100)
        shop.deregister("green", green.port)

    assert 10 == bodies.count(b"green")


def test_a_group_nobody_forwards_to_is_unused(shop: Landscape) -> None:
    port = free_port()
    shop.weigh(blue=100)
    shop.register("green", port)
    wait_until(lambda: shop.states("green") == {port: ("unused", "Target.NotInUse")})
    shop.deregister("green", port)


def test_a_target_that_answers_wrongly_says_why(shop: Landscape, blue: Target) -> None:
    blue.health = 503
    shop.wait_state("blue", blue.port, "unhealthy")
    answer = shop.elb.describe_target_health(TargetGroupArn=shop.groups["blue"])
    health = answer["TargetHealthDescriptions"][0]["TargetHealth"]
    blue.health = 200
    shop.wait_state("blue", blue.port, "healthy")

    assert "Target.ResponseCodeMismatch" == health["Reason"]
    assert "Health checks failed with these codes: [503]" == health["Description"]


def test_a_leaving_target_drains_until_its_last_stream_ends(shop: Landscape) -> None:
    go_on = Event()

    def stream(talk: Talk) -> None:
        talk.head()
        talk.say(b"HTTP/1.1 200 OK\r\n\r\nbegin")
        go_on.wait(20)

    with Target(stream) as target, socket.create_connection((shop.address, shop.port), timeout=10) as client:
        shop.weigh(green=1)
        shop.register("green", target.port)
        shop.wait_state("green", target.port, "healthy")
        client.sendall(b"GET / HTTP/1.1\r\nHost: shop\r\n\r\n")
        until(client, b"begin")
        shop.deregister("green", target.port)
        first = shop.states("green")[target.port]
        go_on.set()
        wait_until(lambda: not shop.states("green"))
        asked = shop.elb.describe_target_health(
            TargetGroupArn=shop.groups["green"], Targets=[{"Id": "127.0.0.1", "Port": target.port}]
        )

    assert ("draining", "Target.DeregistrationInProgress") == first
    assert "Target.NotRegistered" == asked["TargetHealthDescriptions"][0]["TargetHealth"]["Reason"]


@pytest.mark.usefixtures("blue")
def test_a_target_may_come_back_while_its_old_stream_still_drains(shop: Landscape) -> None:
    go_on = Event()

    def script(talk: Talk) -> None:
        while head := talk.head():
            if head.startswith(b"GET /stream"):
                talk.say(b"HTTP/1.1 200 OK\r\n\r\nbegin")
                go_on.wait(20)
                return
            talk.say(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nagain")

    with Target(script) as target, socket.create_connection((shop.address, shop.port), timeout=10) as client:
        shop.weigh(green=1)
        shop.register("green", target.port)
        shop.wait_state("green", target.port, "healthy")
        client.sendall(b"GET /stream HTTP/1.1\r\nHost: shop\r\n\r\n")
        until(client, b"begin")
        shop.deregister("green", target.port)
        wait_until(lambda: get(shop)[0] == 503)
        shop.register("green", target.port)
        shop.wait_state("green", target.port, "healthy")

        assert (200, b"again") == get(shop)
        go_on.set()
        shop.weigh(blue=1)
        shop.deregister("green", target.port)
        wait_until(lambda: not shop.states("green"))


def test_two_ports_of_one_address_are_two_targets(shop: Landscape, blue: Target) -> None:
    with Target(answering(b"second")) as second:
        shop.register("blue", second.port)
        shop.wait_state("blue", second.port, "healthy")
        bodies = {get(shop)[1] for _ in range(6)}
        shop.deregister("blue", second.port)

        assert {b"blue", b"second"} == bodies
        assert "healthy" == shop.states("blue")[blue.port][0]


@pytest.mark.usefixtures("blue")
def test_requests_become_cloudwatch_figures(running: Running, shop: Landscape) -> None:
    for _ in range(5):
        get(shop)
    dimensions = [
        {"Name": "LoadBalancer", "Value": shop.balancer.partition("loadbalancer/")[2]},
        {"Name": "TargetGroup", "Value": shop.groups["blue"].rpartition(":")[2]},
    ]

    def total(metric: str, statistic: str) -> float:
        points = running.client("cloudwatch").get_metric_statistics(
            Namespace="AWS/ApplicationELB",
            MetricName=metric,
            Dimensions=dimensions,
            StartTime=datetime.now(UTC) - timedelta(minutes=10),
            EndTime=datetime.now(UTC) + timedelta(minutes=1),
            Period=3600,
            Statistics=[statistic],
        )["Datapoints"]
        return sum(float(point[statistic]) for point in points)

    wait_until(lambda: total("RequestCount", "Sum") >= 5)

    assert total("HTTPCode_Target_2XX_Count", "Sum") >= 5
    assert 0 < total("TargetResponseTime", "Average") < 5


@pytest.mark.usefixtures("blue")
def test_rules_hold_by_priority(shop: Landscape) -> None:
    made = shop.elb.create_rule(
        ListenerArn=shop.listener,
        Priority=5,
        Conditions=[{"Field": "path-pattern", "PathPatternConfig": {"Values": ["/closed/*"]}}],
        Actions=[
            {
                "Type": "fixed-response",
                "FixedResponseConfig": {
                    "StatusCode": "503",
                    "ContentType": "text/plain",
                    "MessageBody": "back soon",
                },
            }
        ],
    )
    wait_until(lambda: get(shop, "/closed/a") == (503, b"back soon"))
    shop.elb.delete_rule(RuleArn=made["Rules"][0]["RuleArn"])
    wait_until(lambda: get(shop, "/closed/a") == (200, b"blue"))


@pytest.mark.usefixtures("blue")
def test_an_https_listener_answers_with_a_certificate_of_its_address(
    running: Running, shop: Landscape
) -> None:
    port = free_port()
    issued = running.client("acm").request_certificate(DomainName="shop.test")["CertificateArn"]
    listener = shop.elb.create_listener(
        LoadBalancerArn=shop.balancer,
        Protocol="HTTPS",
        Port=port,
        Certificates=[{"CertificateArn": issued}],
        DefaultActions=[{"Type": "forward", "TargetGroupArn": shop.groups["blue"]}],
    )["Listeners"][0]["ListenerArn"]
    wait_until(lambda: listener in str(running.faults.act("load-balancers")))
    context = ssl.create_default_context(cafile=running.folder / "balancer" / f"{shop.address}.pem")
    connection = http.client.HTTPSConnection(shop.address, port, timeout=10, context=context)
    connection.request("GET", "/")
    body = connection.getresponse().read()
    connection.close()
    shop.elb.delete_listener(ListenerArn=listener)

    assert b"blue" == body


def test_the_address_and_the_health_survive_a_restart_with_its_access_log(running: Running) -> None:
    """The log is written to the bucket as the rehearsal ends, and is there afterwards."""
    shop = build(running, "lasting", free_port())
    storage = running.client("s3")
    storage.create_bucket(Bucket="logs")
    attributes = {
        "access_logs.s3.enabled": "true",
        "access_logs.s3.bucket": "logs",
        "access_logs.s3.prefix": "elb",
    }
    shop.elb.modify_load_balancer_attributes(
        LoadBalancerArn=shop.balancer,
        Attributes=[{"Key": key, "Value": value} for key, value in attributes.items()],
    )
    with Target(answering(b"blue")) as target:
        shop.register("blue", target.port)
        shop.wait_state("blue", target.port, "healthy")
        get(shop, "/logged")
        running.restart()
        again = build_again(running, shop)
        again.wait_state("blue", target.port, "healthy")

        assert (200, b"blue") == get(again)
    keys = [one["Key"] for one in running.client("s3").list_objects_v2(Bucket="logs")["Contents"]]
    lines = gzip.decompress(
        running.client("s3").get_object(Bucket="logs", Key=keys[0])["Body"].read()
    ).decode()
    assert keys[0].startswith("elb/AWSLogs/123456789012/elasticloadbalancing/us-east-1/")
    assert f'"GET http://{shop.address}:{shop.port}/logged HTTP/1.1"' in lines


def build_again(running: Running, shop: Landscape) -> Landscape:
    """The same landscape, found in the restarted rehearsal."""
    elb = running.client("elbv2")
    found = elb.describe_load_balancers(LoadBalancerArns=[shop.balancer])["LoadBalancers"][0]
    return Landscape(elb, found["DNSName"], shop.port, shop.balancer, shop.listener, shop.groups)
