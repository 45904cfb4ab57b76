"""Access log lines and file names, in AWS's order."""

import shlex
from datetime import UTC, datetime
from gzip import decompress

from rehearsal.balancer.access_log import log_file, log_key, log_line
from rehearsal.balancer.messages import Served

LB = "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/shop/50dc6c495c0c9188"
SERVED = Served(
    load_balancer=LB,
    group="blue",
    kind="http",
    at=1_800_000_000.25,
    client="127.0.0.1:5000",
    elb_status=200,
    received=120,
    line=b'GET http://shop.test/?q=" HTTP/1.1',
    agent=b"curl/8",
    target="127.0.0.1:8080",
    target_status=200,
    seconds=(0.001, 0.25, 0.0),
    sent=300,
    trace=b"Root=1-a-b",
)


def test_a_line_has_the_fields_in_order() -> None:
    fields = shlex.split(log_line(SERVED))

    assert ["http", "2027-01-15T08:00:00.250000Z", "app/shop/50dc6c495c0c9188"] == fields[:3]
    assert [
        "127.0.0.1:5000",
        "127.0.0.1:8080",
        "0.001",
        "0.250",
        "0.000",
        "200",
        "200",
        "120",
        "300",
    ] == fields[3:12]
    assert ["GET http://shop.test/?q=%22 HTTP/1.1", "curl/8", "-", "-", "blue", "Root=1-a-b"] == fields[12:18]
    assert 30 == len(fields)


def test_a_file_lies_where_aws_puts_it() -> None:
    key = log_key("/web/", LB, datetime(2026, 11, 20, 21, 5, tzinfo=UTC), 7)

    assert (
        "web/AWSLogs/123456789012/elasticloadbalancing/us-east-1/2026/11/20/123456789012_elasticloadbalancing_"
        "us-east-1_app.shop.50dc6c495c0c9188_20261120T2105Z_127.0.0.1_00000007.log.gz"
    ) == key


def test_a_file_has_a_line_for_each_request() -> None:
    assert [log_line(SERVED)] * 2 == decompress(log_file([SERVED, SERVED])).decode().splitlines()
