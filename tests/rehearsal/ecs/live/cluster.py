"""What live tests do with a rehearsal: register, create, deploy and wait, all through boto3."""

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import Any, TypeVar
from urllib.request import Request, urlopen

from tests.rehearsal.conftest import Running

APP = Path(__file__).with_name("app.py")
CLUSTER = "live"
PORT = 8080
T = TypeVar("T")


def eventually(look: Callable[[], T], fulfilled: Callable[[T], bool] = bool, seconds: float = 30.0) -> T:
    """Look until the condition is fulfilled, and fail with the last sight when it never is."""
    deadline = monotonic() + seconds
    while True:
        seen = look()
        if fulfilled(seen):
            return seen
        assert monotonic() < deadline, f"not within {seconds} s; last seen: {seen}"
        sleep(0.05)


def make_bundle(folder: Path, command: Sequence[str] = ("python", "app.py")) -> str:
    """Make a bundle of the test application, and give its image reference."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(APP, folder / "app.py")
    (folder / "bundle.json").write_text(json.dumps({"command": list(command)}))
    return f"file://{folder}"


@dataclass(frozen=True)
class Cluster:
    """A cluster in a running rehearsal, with a bundle to start."""

    running: Running
    image: str
    network: dict[str, Any]

    @property
    def ecs(self) -> Any:
        """The ECS client."""
        return self.running.client("ecs")

    def act(self, action: str, **fields: str) -> Any:
        """Ask for an action of a part."""
        address = f"{self.running.state.endpoint}/_rehearsal/actions/{action}"
        with urlopen(Request(address, data=json.dumps(fields).encode())) as answer:  # noqa: S310 - loopback
            return json.loads(answer.read())

    def container(self, **members: Any) -> dict[str, Any]:
        """A container definition of the test application."""
        variables = members.pop("environment", {})
        return {
            "name": "app",
            "image": self.image,
            "portMappings": [{"containerPort": PORT}],
            "environment": [{"name": name, "value": value} for name, value in variables.items()],
            **members,
        }

    def register(self, family: str, *containers: dict[str, Any]) -> str:
        """Register a task definition, and give its ARN."""
        answer = self.ecs.register_task_definition(
            family=family,
            requiresCompatibilities=["FARGATE"],
            networkMode="awsvpc",
            cpu="256",
            memory="512",
            containerDefinitions=list(containers or [self.container()]),
        )
        return str(answer["taskDefinition"]["taskDefinitionArn"])

    def version(self, family: str, version: str, **environment: str) -> str:
        """Register one version of the application."""
        return self.register(family, self.container(environment={"VERSION": version, **environment}))

    def create(self, name: str, definition: str, count: int = 1, **members: Any) -> dict[str, Any]:
        """Create a Fargate service."""
        answer = self.ecs.create_service(
            cluster=CLUSTER,
            serviceName=name,
            taskDefinition=definition,
            desiredCount=count,
            launchType="FARGATE",
            networkConfiguration=self.network,
            **members,
        )
        return dict(answer["service"])

    def update(self, name: str, **members: Any) -> dict[str, Any]:
        """Update a service."""
        return dict(self.ecs.update_service(cluster=CLUSTER, service=name, **members)["service"])

    def service(self, name: str) -> dict[str, Any]:
        """Describe a service."""
        return dict(self.ecs.describe_services(cluster=CLUSTER, services=[name])["services"][0])

    def stable(self, name: str) -> dict[str, Any]:
        """Wait until a service is stable by boto3's own waiter, and its deployment has ended."""
        waiter = self.ecs.get_waiter("services_stable")
        waiter.wait(cluster=CLUSTER, services=[name], WaiterConfig={"Delay": 1, "MaxAttempts": 40})
        eventually(lambda: self.service(name), self.ended)
        # The service as it is after the end; the one that was looked at before may be older than that.
        return self.service(name)

    def ended(self, service: dict[str, Any]) -> bool:
        """Whether the newest deployment of a service has ended."""
        return self.deployment(service["serviceName"])["status"] not in {
            "PENDING",
            "IN_PROGRESS",
            "ROLLBACK_REQUESTED",
            "ROLLBACK_IN_PROGRESS",
            "STOP_REQUESTED",
        }

    def deployment(self, name: str) -> dict[str, Any]:
        """Describe the newest deployment of a service."""
        listed = self.ecs.list_service_deployments(cluster=CLUSTER, service=name)["serviceDeployments"]
        arn = listed[0]["serviceDeploymentArn"]
        answer = self.ecs.describe_service_deployments(serviceDeploymentArns=[arn])
        return dict(answer["serviceDeployments"][0])

    def until(self, name: str, status: str) -> dict[str, Any]:
        """Wait until the newest deployment of a service is in a state."""
        return eventually(lambda: self.deployment(name), lambda seen: seen["status"] == status)

    def until_paused(self, name: str, stage: str) -> dict[str, Any]:
        """Wait until the newest deployment of a service is held by a hook at a stage."""
        return eventually(
            lambda: self.deployment(name),
            lambda seen: seen.get("lifecycleStage") == stage and bool(waiting_hooks(seen)),
        )

    def go_on(self, deployment: dict[str, Any], action: str = "CONTINUE") -> None:
        """Answer the hook that holds a deployment."""
        self.ecs.continue_service_deployment(
            serviceDeploymentArn=deployment["serviceDeploymentArn"],
            hookId=waiting_hooks(deployment)[0]["hookId"],
            action=action,
        )

    def tasks(self, name: str, status: str = "RUNNING") -> list[dict[str, Any]]:
        """Describe the tasks of a service."""
        arns = self.ecs.list_tasks(cluster=CLUSTER, serviceName=name, desiredStatus=status)["taskArns"]
        return list(self.ecs.describe_tasks(cluster=CLUSTER, tasks=arns)["tasks"]) if arns else []

    def serves(self, name: str, *versions: str) -> None:
        """Wait until the running tasks of a service answer with exactly these versions."""
        eventually(lambda: self._versions(name), lambda seen: seen == sorted(versions))

    def _versions(self, name: str) -> list[str]:
        running = [task for task in self.tasks(name) if task["lastStatus"] == "RUNNING"]
        return sorted(self.said(task) for task in running)

    def said(self, task: dict[str, Any]) -> str:
        """What a task answers, or the error while it does not listen yet."""
        try:
            return self.get(task)
        except OSError as error:
            return str(error)

    def get(self, task: dict[str, Any], path: str = "/") -> str:
        """Ask one task over HTTP."""
        address = task["containers"][0]["networkInterfaces"][0]["privateIpv4Address"]
        with urlopen(f"http://{address}:{PORT}{path}") as answer:
            return str(answer.read().decode())

    def run(self, definition: str, **members: Any) -> dict[str, Any]:
        """Run one task."""
        answer = self.ecs.run_task(
            cluster=CLUSTER,
            taskDefinition=definition,
            launchType="FARGATE",
            networkConfiguration=self.network,
            **members,
        )
        return dict(answer["tasks"][0])

    def finished(self, task: dict[str, Any]) -> dict[str, Any]:
        """Wait until a task has stopped, and describe it."""
        return eventually(lambda: self.task(task), lambda seen: seen["lastStatus"] == "STOPPED")

    def task(self, task: dict[str, Any]) -> dict[str, Any]:
        """Describe one task."""
        return dict(self.ecs.describe_tasks(cluster=CLUSTER, tasks=[task["taskArn"]])["tasks"][0])

    def log(self, group: str) -> list[str]:
        """Read every line of a log group."""
        events = self.running.client("logs").filter_log_events(logGroupName=group)["events"]
        return [event["message"] for event in events]


def waiting_hooks(deployment: dict[str, Any]) -> list[dict[str, Any]]:
    """The hooks that hold a deployment."""
    hooks = deployment.get("lifecycleHookDetails", [])
    return [hook for hook in hooks if hook["status"] == "AWAITING_ACTION"]
