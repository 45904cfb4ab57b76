"""What a service reads from other services: red alarms, autoscaling bounds and container instances."""

from collections.abc import Iterable
from typing import Any

from rehearsal.control.plane import ControlPlane
from rehearsal.ecs.records.service import Place, ServiceRecord

DIMENSION = "ecs:service:DesiredCount"


def red_alarms(plane: ControlPlane, place: Place, names: Iterable[str]) -> frozenset[str]:
    """Name those of the alarms that are in ALARM."""
    wanted = set(names)
    if not wanted or not plane.seen("cloudwatch"):
        return frozenset()
    alarms = plane.backend("cloudwatch", place.account, place.region).alarms
    return frozenset(name for name in wanted & set(alarms) if alarms[name].state_value == "ALARM")


def bounded(plane: ControlPlane, record: ServiceRecord) -> int:
    """Give the desired count within the bounds of the service's scalable target."""
    if not plane.seen("applicationautoscaling"):
        return record.desired
    place = record.place
    backend = plane.backend("applicationautoscaling", place.account, place.region)
    resource = f"service/{place.cluster}/{record.name}"
    target = backend.targets.get(DIMENSION, {}).get(resource)
    if target is None or _suspended(target):
        return record.desired
    return min(max(record.desired, int(target.min_capacity)), int(target.max_capacity))


def _suspended(target: Any) -> bool:  # noqa: ANN401 - moto's records have no type
    """A target whose scaling is suspended in both directions changes nothing."""
    state = getattr(target, "suspended_state", None) or {}
    return bool(state.get("DynamicScalingInSuspended") and state.get("DynamicScalingOutSuspended"))


def instances(backend: Any, cluster: str) -> dict[str, Any]:  # noqa: ANN401 - moto's records have no type
    """Give the container instances of a cluster by ARN."""
    found = backend.container_instances.get(cluster, {})
    return {one.container_instance_arn: one for one in found.values()}


def place_on(backend: Any, cluster: str) -> str | None:  # noqa: ANN401 - moto's records have no type
    """Choose the active instance with the fewest tasks; nothing where there is none."""
    active = [one for one in instances(backend, cluster).values() if one.status == "ACTIVE"]
    if not active:
        return None
    chosen = min(active, key=lambda one: one.running_tasks_count + one.pending_tasks_count)
    chosen.pending_tasks_count += 1
    return str(chosen.container_instance_arn)
