"""The figures as CloudWatch has them: namespace AWS/ApplicationELB, by load balancer and target group."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from rehearsal.balancer.health import Health, State
from rehearsal.balancer.tally import Tally, TallyKey, hundreds
from rehearsal.balancer.view import TargetKey

NAMESPACE = "AWS/ApplicationELB"
Datum = dict[str, Any]
_SLICES = 20


def traffic_data(key: TallyKey, tally: Tally, at: datetime) -> list[Datum]:
    """What one tally says; counts that are zero are left out, as AWS leaves them out."""
    dimensions = dimensions_of(key)
    counts = {"RequestCount": tally.requests}
    for digit in (2, 3, 4, 5):
        counts[f"HTTPCode_Target_{digit}XX_Count"] = hundreds(tally.target_codes, digit)
    for digit in (3, 4, 5):
        counts[f"HTTPCode_ELB_{digit}XX_Count"] = hundreds(tally.elb_codes, digit)
    for code in (500, 502, 503, 504):
        counts[f"HTTPCode_ELB_{code}_Count"] = tally.elb_codes.get(code, 0)
    data = [_datum(name, dimensions, at, "Count", float(count)) for name, count in counts.items() if count]
    return data + [_times(times, dimensions, at) for times in _slices(tally.times)]


def _slices(times: Mapping[float, int]) -> list[dict[float, int]]:
    """The measured times in slices of about a twentieth each, so that percentiles can be told from them."""
    slices: list[dict[float, int]] = []
    room, whole = 0.0, sum(times.values())
    for seconds, count in sorted(times.items()):
        if room <= 0:
            slices.append({})
            room = whole / _SLICES
        slices[-1][seconds] = count
        room -= count
    return slices


def _times(times: Mapping[float, int], dimensions: list[dict[str, str]], at: datetime) -> Datum:
    statistics = {
        "SampleCount": float(sum(times.values())),
        "Sum": sum(seconds * count for seconds, count in times.items()),
        "Minimum": min(times),
        "Maximum": max(times),
    }
    datum = _datum("TargetResponseTime", dimensions, at, "Seconds", 0.0)
    del datum["Value"]
    return datum | {"StatisticValues": statistics}


def host_data(
    balancers: Mapping[str, Iterable[str]], health: Mapping[TargetKey, Health], at: datetime
) -> Iterator[Datum]:
    """Healthy and unhealthy hosts of each target group, for each load balancer it serves."""
    for balancer, groups in balancers.items():
        for group in groups:
            states = [one.state for key, one in health.items() if key.group == group]
            dimensions = dimensions_of(TallyKey(balancer, group))
            for name, state in (("HealthyHostCount", State.HEALTHY), ("UnHealthyHostCount", State.UNHEALTHY)):
                yield _datum(name, dimensions, at, "Count", float(states.count(state)))


def dimensions_of(key: TallyKey) -> list[dict[str, str]]:
    """The dimensions of a load balancer's figures, or of one of its groups'."""
    # arn:...:loadbalancer/app/NAME/ID -> app/NAME/ID; arn:...:targetgroup/NAME/ID -> targetgroup/NAME/ID
    dimensions = [{"Name": "LoadBalancer", "Value": key.load_balancer.partition("loadbalancer/")[2]}]
    if key.group:
        dimensions.append({"Name": "TargetGroup", "Value": key.group.rpartition(":")[2]})
    return dimensions


def _datum(name: str, dimensions: list[dict[str, str]], at: datetime, unit: str, value: float) -> Datum:
    return {"MetricName": name, "Dimensions": dimensions, "Timestamp": at, "Unit": unit, "Value": value}
