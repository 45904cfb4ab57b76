"""How fast ECS lives in the rehearsal: create to stable, blue/green over its stages, breaker to rollback.

    python -m bench.rehearsal_ecs

It starts a rehearsal of its own and leaves nothing behind.
"""

import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import boto3

from rehearsal import lifecycle
from rehearsal.control.plane import Place
from rehearsal.ecs.controller.config import Pace
from rehearsal.ecs.controller.words import Stage
from rehearsal.ecs.sight import SETTLED

CLUSTER = "bench"
ROUNDS = 3
SERVE = 'exec python -m http.server --bind "$HOST" "$PORT"'
STAGES = len(Stage) - 1  # RECONCILE_SERVICE only follows a superseded deployment
BREAKER = {
    "enable": True,
    "rollback": True,
    "resetOnHealthyTask": False,
    "thresholdConfiguration": {"type": "COUNT", "value": 3},
}


@dataclass(frozen=True)
class Bench:
    """An ECS client and what its services are made of."""

    ecs: Any
    image: str
    network: dict[str, Any]

    def register(self, family: str, line: str) -> str:
        """Register a task definition that runs one shell line."""
        container = {
            "name": "app",
            "image": self.image,
            "entryPoint": ["/bin/sh", "-c"],
            "command": [line],
            "portMappings": [{"containerPort": 8080}],
        }
        answer = self.ecs.register_task_definition(
            family=family,
            requiresCompatibilities=["FARGATE"],
            networkMode="awsvpc",
            cpu="256",
            memory="512",
            containerDefinitions=[container],
        )
        return str(answer["taskDefinition"]["taskDefinitionArn"])

    def create(self, name: str, configuration: dict[str, Any]) -> float:
        """Create a service of two tasks; give the seconds until boto3 would call it stable."""
        begun = monotonic()
        self.ecs.create_service(
            cluster=CLUSTER,
            serviceName=name,
            taskDefinition=self.register(name, SERVE),
            desiredCount=2,
            launchType="FARGATE",
            networkConfiguration=self.network,
            deploymentConfiguration=configuration,
        )
        wait(lambda: self._stable(name))
        stable = monotonic() - begun
        wait(lambda: self.deployment(name)["status"] == "SUCCESSFUL")
        return stable

    def deploy(self, name: str, line: str, end: str) -> float:
        """Deploy a new definition; give the seconds until the deployment is in a state."""
        definition = self.register(name, line)
        begun = monotonic()
        self.ecs.update_service(cluster=CLUSTER, service=name, taskDefinition=definition)
        wait(lambda: self.deployment(name)["status"] == end)
        return monotonic() - begun

    def deployment(self, name: str) -> dict[str, Any]:
        """The newest deployment of a service, in brief."""
        answer = self.ecs.list_service_deployments(cluster=CLUSTER, service=name)
        return dict(answer["serviceDeployments"][0])

    def tripped_after(self, name: str) -> float:
        """The seconds from the start of the newest deployment to its rollback."""
        arn = self.deployment(name)["serviceDeploymentArn"]
        described = self.ecs.describe_service_deployments(serviceDeploymentArns=[arn])
        deployment = described["serviceDeployments"][0]
        started: float = deployment["startedAt"].timestamp()
        return float(deployment["rollback"]["startedAt"].timestamp() - started)

    def _stable(self, name: str) -> bool:
        service = self.ecs.describe_services(cluster=CLUSTER, services=[name])["services"][0]
        return len(service["deployments"]) == 1 and service["runningCount"] == service["desiredCount"]


def wait(fulfilled: Callable[[], bool], seconds: float = 60.0) -> None:
    """Look every 20 ms until something is so."""
    deadline = monotonic() + seconds
    while not fulfilled():
        assert monotonic() < deadline, "it never happened"
        sleep(0.02)


def measure(bench: Bench) -> None:
    """Print every figure, the median of a few rounds."""
    blue_green = {"strategy": "BLUE_GREEN", "bakeTimeInMinutes": 0}
    stable, green, tripped, returned = [], [], [], []
    for round_ in range(ROUNDS):
        stable.append(bench.create(f"green-{round_}", blue_green))
        green.append(bench.deploy(f"green-{round_}", SERVE, "SUCCESSFUL"))
        bench.create(f"breaker-{round_}", {"deploymentCircuitBreaker": BREAKER})
        returned.append(bench.deploy(f"breaker-{round_}", "exit 1", "ROLLBACK_SUCCESSFUL"))
        tripped.append(bench.tripped_after(f"breaker-{round_}"))
    least = STAGES * Pace().stage_minimum
    show("create to stable, 2 tasks", middle(stable))
    show("blue/green without bake, wall time", middle(green))
    show(f"  sum of {STAGES} stage minimums", least)
    show("  settling time of a task without health checks", SETTLED)
    show("  over the stage minimums and the settling", middle(green) - least - SETTLED)
    show("circuit breaker of 3 failures trips after", middle(tripped))
    show("  and the old version is alone again after", middle(returned))


def middle(values: list[float]) -> float:
    """The median."""
    return sorted(values)[len(values) // 2]


def show(name: str, seconds: float) -> None:
    """Print one figure."""
    print(f"{name:<52}{seconds:8.2f} s")


def main() -> None:
    """Measure in a rehearsal of its own."""
    with tempfile.TemporaryDirectory() as folder:
        state = lifecycle.up(Place(Path(folder) / "state"))
        try:
            measure(_bench(Path(folder), state.endpoint))
        finally:
            lifecycle.down(Path(folder) / "state", keep=False)


def _bench(folder: Path, endpoint: str) -> Bench:
    (folder / "bundle.json").write_text(json.dumps({"command": ["true"]}))
    session = boto3.Session("rehearsal", "rehearsal", region_name="us-east-1")
    ecs, ec2 = (session.client(name, endpoint_url=endpoint) for name in ("ecs", "ec2"))
    ecs.create_cluster(clusterName=CLUSTER)
    network = {
        "subnets": [ec2.describe_subnets()["Subnets"][0]["SubnetId"]],
        "securityGroups": [ec2.describe_security_groups()["SecurityGroups"][0]["GroupId"]],
    }
    return Bench(ecs, f"file://{folder}", {"awsvpcConfiguration": network})


if __name__ == "__main__":
    main()
