"""CodeDeploy: deleting what was made; its deployments stay records here, as ECS has its own controller."""

from typing import Any

from rehearsal.control.gaps import ApiError, Call
from rehearsal.control.plane import ControlPlane
from rehearsal.recorded.shelf import Record, Shelf


def register(plane: ControlPlane, _: Shelf) -> None:
    """Answer the deletions and the stop."""

    def backend(call: Call) -> Any:  # noqa: ANN401 - moto's own
        return plane.backend("codedeploy", call.account, call.region)

    def delete_application(call: Call) -> Record:
        name = call.request["applicationName"]
        backend(call).applications.pop(name, None)
        backend(call).deployment_groups.pop(name, None)
        return {}

    def delete_group(call: Call) -> Record:
        groups = backend(call).deployment_groups.get(call.request["applicationName"], {})
        groups.pop(call.request["deploymentGroupName"], None)
        return {"hooksNotCleanedUp": []}

    def stop(call: Call) -> Record:
        number = call.request["deploymentId"]
        deployment = backend(call).deployments.get(number)
        if deployment is None:
            raise ApiError("DeploymentDoesNotExistException", f"No deployment found for {number}")
        deployment.status = "Stopped"
        return {"status": "Succeeded"}

    plane.gap("codedeploy", "DeleteApplication", delete_application)
    plane.gap("codedeploy", "DeleteDeploymentGroup", delete_group)
    plane.gap("codedeploy", "StopDeployment", stop)
