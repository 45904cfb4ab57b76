"""Figures: counted, shown as rates, and written as CloudWatch has them."""

import pickle
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from rehearsal.balancer.health import Health, State
from rehearsal.balancer.messages import Report
from rehearsal.balancer.metrics import host_data, traffic_data
from rehearsal.balancer.stats import GroupFigures, Stats
from rehearsal.balancer.tally import Tally, TallyKey, two_digits
from rehearsal.balancer.view import TargetKey

LB = "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/shop/50dc6c495c0c9188"
TG = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/blue/73e2d6bc24d8a067"
AT = datetime(2026, 11, 20, tzinfo=UTC)


def tally() -> Tally:
    """Three answers of a target and one of the load balancer."""
    tally = Tally()
    tally.count(200, 0.0123)
    tally.count(204, 0.0121)
    tally.count(500, 1.5)
    tally.count(502, None)
    return tally


def test_cloudwatch_gets_what_aws_would_write() -> None:
    written = traffic_data(TallyKey(LB, TG), tally(), AT)
    data = {one["MetricName"]: one for one in written}

    assert {
        "RequestCount": 4.0,
        "HTTPCode_Target_2XX_Count": 2.0,
        "HTTPCode_Target_5XX_Count": 1.0,
        "HTTPCode_ELB_5XX_Count": 1.0,
        "HTTPCode_ELB_502_Count": 1.0,
    } == {name: one["Value"] for name, one in data.items() if "Value" in one}
    times = [one["StatisticValues"] for one in written if one["MetricName"] == "TargetResponseTime"]
    assert [(2.0, 0.024, 0.012, 0.012), (1.0, 1.5, 1.5, 1.5)] == [tuple(one.values()) for one in times]
    assert [
        {"Name": "LoadBalancer", "Value": "app/shop/50dc6c495c0c9188"},
        {"Name": "TargetGroup", "Value": "targetgroup/blue/73e2d6bc24d8a067"},
    ] == data["RequestCount"]["Dimensions"]


def test_times_come_in_slices_of_about_a_twentieth() -> None:
    """A percentile can be told from them, however many different times there were."""
    many = Tally(times=dict.fromkeys((n / 1000 for n in range(1, 401)), 1))

    counts = [
        one["StatisticValues"]["SampleCount"]
        for one in traffic_data(TallyKey(LB, TG), many, AT)
        if one["MetricName"] == "TargetResponseTime"
    ]

    assert (20, 400.0, 20.0) == (len(counts), sum(counts), max(counts))


def test_hosts_are_counted_by_group_and_load_balancer() -> None:
    health = {
        TargetKey(TG, "10.0.0.1", 80): Health(State.HEALTHY),
        TargetKey(TG, "10.0.0.2", 80): Health(State.UNHEALTHY),
        TargetKey("other", "10.0.0.2", 80): Health(State.HEALTHY),
    }

    data = list(host_data({LB: [TG]}, health, AT))

    assert {"HealthyHostCount": 1.0, "UnHealthyHostCount": 1.0} == {
        one["MetricName"]: one["Value"] for one in data
    }


def test_a_snapshot_has_rates_of_the_last_seconds_and_sums_of_all() -> None:
    stats = Stats()
    stats.take(
        Report(1, tallies=((TallyKey(LB, TG), tally()), (TallyKey(LB), tally())), active=((TG, 2),)), 0.0
    )
    stats.take(Report(1, tallies=((TallyKey(LB, TG), tally()),), active=((TG, 1),)), 8.0)

    snapshot = stats.snapshot(10.0)

    assert {TG: GroupFigures(0.8, 0.4, 1, 8, 4)} == dict(snapshot.groups)


def test_rates_that_nobody_looks_at_are_forgotten() -> None:
    """A rehearsal may run for days without a page."""
    stats = Stats()
    for second in range(1000):
        stats.take(Report(1, tallies=((TallyKey(LB, TG), tally()),)), float(second))

    assert len(pickle.dumps(stats)) < 2_000


@given(st.floats(0, 10_000))
def test_times_are_rounded_to_two_digits(seconds: float) -> None:
    rounded = two_digits(seconds)

    assert abs(rounded - seconds) <= max(0.0001, seconds * 0.05)
