"""Which operation is answered by which function."""

from rehearsal.ecs.api.clusters import delete_cluster
from rehearsal.ecs.api.deployments import (
    continue_service_deployment,
    describe_service_deployments,
    describe_service_revisions,
    list_service_deployments,
    stop_service_deployment,
)
from rehearsal.ecs.api.door import Operation
from rehearsal.ecs.api.reading import describe_services, list_services
from rehearsal.ecs.api.services import create_service, delete_service, update_service
from rehearsal.ecs.api.tasks import describe_tasks, list_tasks, run_task, start_task, stop_task

OPERATIONS: dict[str, Operation] = {
    "ContinueServiceDeployment": continue_service_deployment,
    "CreateService": create_service,
    "DeleteCluster": delete_cluster,
    "DeleteService": delete_service,
    "DescribeServiceDeployments": describe_service_deployments,
    "DescribeServiceRevisions": describe_service_revisions,
    "DescribeServices": describe_services,
    "DescribeTasks": describe_tasks,
    "ListServiceDeployments": list_service_deployments,
    "ListServices": list_services,
    "ListTasks": list_tasks,
    "RunTask": run_task,
    "StartTask": start_task,
    "StopServiceDeployment": stop_service_deployment,
    "StopTask": stop_task,
    "UpdateService": update_service,
}
