"""What moto keeps beside its records is let go of, and the records stay."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from moto.core.base_backend import BackendDict

from rehearsal.control.plane import ControlPlane, Place
from rehearsal.control.reset import forget_instances


@pytest.fixture
def plane(tmp_path: Path) -> Iterator[ControlPlane]:
    """A control plane over empty records."""
    BackendDict.reset()
    yield ControlPlane(Place(tmp_path))
    BackendDict.reset()


def test_objects_of_moto_are_forgotten_and_records_are_not(plane: ControlPlane) -> None:
    cloudwatch = plane.backend("cloudwatch")
    cloudwatch.put_metric_data("Shop", [{"MetricName": "Orders", "Value": 1.0}])
    made = type(cloudwatch.metric_data[0])
    assert cloudwatch.metric_data[0] in made.instances_tracked
    forget_instances()

    assert [] == list(made.instances_tracked)
    assert [1.0] == [one.value for one in cloudwatch.metric_data]
