"""CloudWatch's percentiles over single values and over sets of samples."""

from datetime import UTC, datetime

import pytest
from moto.cloudwatch.models import MetricAggregatedDatum, MetricDatum

from rehearsal.control.hooks.cloudwatch import percentile

AT = datetime(2026, 11, 20, tzinfo=UTC)


def value(seconds: float) -> MetricDatum:
    """One measured value."""
    return MetricDatum("n", "t", seconds, [], AT)


def samples(largest: float, count: int) -> MetricAggregatedDatum:
    """A set of samples, none of them above the largest."""
    return MetricAggregatedDatum("n", "t", largest, largest, count, largest * count, [], AT)


@pytest.mark.parametrize(
    ("data", "share", "wanted"),
    [
        ([], 95.0, None),
        ([value(0.2)], 95.0, 0.2),
        ([value(float(n)) for n in range(1, 101)], 95.0, 95.0),
        ([samples(0.1, 95), samples(3.0, 5)], 95.0, 0.1),
        ([samples(3.0, 6), samples(0.1, 94)], 95.0, 3.0),
        ([samples(0.1, 94), value(2.0)], 99.0, 2.0),
    ],
)
def test_a_percentile_is_what_that_share_of_all_samples_does_not_exceed(
    data: list[MetricDatum], share: float, wanted: float | None
) -> None:
    """Whatever the order in which they were measured."""
    assert wanted == percentile(data, share)
