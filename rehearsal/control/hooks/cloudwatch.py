"""CloudWatch: percentiles of what was measured; moto knows sums and averages only."""

from collections.abc import Callable
from typing import Any

from moto.cloudwatch.models import MetricAggregatedDatum, MetricDatum, Statistics

from rehearsal.control.patching import Need, patch
from rehearsal.control.plane import ControlPlane

NEEDS = (
    Need("moto.cloudwatch.models", "Statistics.get_statistics_for_type", ("self", "stat")),
    Need("moto.cloudwatch.models", "MetricDatum"),
    Need("moto.cloudwatch.models", "MetricAggregatedDatum"),
)
_WHOLE = 100.0


def install(_plane: ControlPlane) -> None:
    """Answer pNN beside what moto answers."""

    def make(original: Callable[[Any, str], Any]) -> Callable[[Any, str], Any]:
        def get_statistics_for_type(self: Statistics, stat: str) -> Any:  # noqa: ANN401 - moto's own type
            share = _share(stat)
            return original(self, stat) if share is None else percentile(self.metric_data, share)

        return get_statistics_for_type

    patch(Statistics, "get_statistics_for_type", make)


def _share(stat: str) -> float | None:
    """The share that p95 or p99.9 names; None where it is another statistic."""
    number = stat.removeprefix("p")
    return float(number) if stat != number and number.replace(".", "", 1).isdigit() else None


def percentile(data: list[Any], share: float) -> float | None:
    """The smallest value that the share of samples does not exceed; a set counts by its largest."""
    samples = sorted(
        _sample(datum) for datum in data if isinstance(datum, MetricDatum | MetricAggregatedDatum)
    )
    wanted = sum(count for _, count in samples) * share / _WHOLE
    for value, count in samples:
        wanted -= count
        if wanted <= 0:
            return value
    return None


def _sample(datum: MetricDatum | MetricAggregatedDatum) -> tuple[float, float]:
    if isinstance(datum, MetricDatum):
        return float(datum.value), 1.0
    return float(datum.max), float(datum.sample_count)
