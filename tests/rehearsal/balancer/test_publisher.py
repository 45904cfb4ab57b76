"""What is written into moto's records, and when."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from moto.core.base_backend import BackendDict

from rehearsal.balancer.messages import Report
from rehearsal.balancer.publisher import Publisher
from rehearsal.balancer.tally import Tally, TallyKey
from rehearsal.control.plane import ControlPlane, Place

LB = "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/shop/50dc6c495c0c9188"


@pytest.fixture
def plane(tmp_path: Path) -> Iterator[ControlPlane]:
    """A control plane over empty records."""
    BackendDict.reset()
    yield ControlPlane(Place(tmp_path))
    BackendDict.reset()


def report() -> Report:
    """One request."""
    tally = Tally()
    tally.count(200, 0.01)
    return Report(1, tallies=((TallyKey(LB), tally),))


def requests(plane: ControlPlane) -> list[float]:
    """The RequestCounts that were written."""
    data: list[Any] = plane.backend("cloudwatch").metric_data
    return [one.value for one in data if one.name == "RequestCount"]


def test_figures_are_gathered_and_written_every_ten_seconds(plane: ControlPlane) -> None:
    publisher = Publisher()
    publisher.take(report())
    publisher.publish(plane, [], {}, 100.0)
    for _ in range(2):
        publisher.take(report())
        publisher.publish(plane, [], {}, 105.0)
    before = requests(plane)
    publisher.publish(plane, [], {}, 110.0)

    assert [1.0] == before
    assert [1.0, 2.0] == requests(plane)


def test_our_own_old_figures_are_forgotten_and_nobody_elses(plane: ControlPlane) -> None:
    publisher, cloudwatch = Publisher(), plane.backend("cloudwatch")
    elb = plane.backend("elbv2")
    cloudwatch.put_metric_data("Shop", [{"MetricName": "Orders", "Value": 1.0}])
    publisher.take(report())
    publisher.publish(plane, [elb], {}, 100.0)
    for one in cloudwatch.metric_data:
        one.timestamp -= timedelta(hours=4)
    publisher.take(report())
    publisher.publish(plane, [elb], {}, 200.0)

    assert [1.0] == requests(plane)
    assert 1 == sum(one.namespace == "Shop" for one in cloudwatch.metric_data)
