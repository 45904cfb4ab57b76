"""CloudWatch's answers in our words; pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from deploy.connectors.alarms.port import LONG_AGO, Alarm, Color, Counted, Figures

_PERIOD = 60
_METRICS = {
    "requests": ("RequestCount", "Sum"),
    "errors": ("HTTPCode_Target_5XX_Count", "Sum"),
    "gateway": ("HTTPCode_ELB_5XX_Count", "Sum"),
    "p95": ("TargetResponseTime", "p95"),
}
_OF_BALANCER = {"gateway"}
"""AWS counts these for the load balancer alone: where a target gives no answer, no group is named."""


def alarm_from(seen: Mapping[str, Any]) -> Alarm:
    """An alarm; its last move has two names, the younger of which not every endpoint knows."""
    since = seen.get("StateTransitionedTimestamp") or seen.get("StateUpdatedTimestamp") or LONG_AGO
    return Alarm(seen["AlarmName"], Color(seen["StateValue"]), since, seen.get("StateReason", ""))


def queries(counted: Counted) -> list[Mapping[str, object]]:
    """What is asked for, all in one call."""
    # arn:...:loadbalancer/app/NAME/ID -> app/NAME/ID; arn:...:targetgroup/NAME/ID -> targetgroup/NAME/ID
    balancer = {"Name": "LoadBalancer", "Value": counted.load_balancer.partition("loadbalancer/")[2]}
    group = {"Name": "TargetGroup", "Value": counted.target_group.rpartition(":")[2]}
    return [
        {
            "Id": key,
            "MetricStat": {
                "Metric": {
                    "Namespace": "AWS/ApplicationELB",
                    "MetricName": metric,
                    "Dimensions": [balancer] if key in _OF_BALANCER else [balancer, group],
                },
                "Period": _PERIOD,
                "Stat": statistic,
            },
        }
        for key, (metric, statistic) in _METRICS.items()
    ]


def figures_from(results: Iterable[Mapping[str, Any]]) -> Figures:
    """The sums over all periods; of the percentiles the highest, since they cannot be added."""
    values = {one["Id"]: [float(v) for v in one["Values"] if v is not None] for one in results}
    errors = sum(values.get("errors", [])) + sum(values.get("gateway", []))
    return Figures(
        requests=round(sum(values.get("requests", []))),
        errors=round(errors),
        p95_seconds=max(values.get("p95", []), default=None),
    )
