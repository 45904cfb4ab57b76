"""DeleteCluster, which AWS refuses while something lives in the cluster."""

from collections.abc import Mapping
from typing import Any

from rehearsal.control.gaps import ApiError
from rehearsal.ecs.api.door import Desk
from rehearsal.ecs.records.service import ServiceStatus
from rehearsal.ecs.records.task import TaskStatus


def delete_cluster(desk: Desk) -> Mapping[str, Any]:
    """Delete an empty cluster."""
    place = desk.place()
    living = desk.living
    if any(
        record.place.cluster == place.cluster and record.status is not ServiceStatus.INACTIVE
        for record in living.services.values()
    ):
        raise ApiError(
            "ClusterContainsServicesException",
            "The Cluster cannot be deleted while Services are active.",
        )
    if any(
        task.place.cluster == place.cluster and task.status is not TaskStatus.STOPPED
        for task in living.tasks.values()
    ):
        raise ApiError(
            "ClusterContainsTasksException", "The Cluster cannot be deleted while Tasks are active."
        )
    cluster = desk.backend.delete_cluster(place.cluster)
    return {
        "cluster": {
            "clusterArn": cluster.arn,
            "clusterName": cluster.name,
            "status": cluster.status,
            "runningTasksCount": 0,
            "pendingTasksCount": 0,
            "activeServicesCount": 0,
            "registeredContainerInstancesCount": cluster.registered_container_instances_count,
        },
    }
