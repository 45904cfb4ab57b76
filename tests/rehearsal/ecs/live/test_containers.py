"""Tasks as containers of a real engine, from the request of a stock client to what it then describes."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from rehearsal import lifecycle
from rehearsal.control.plane import Place
from tests.docker_engine import DockerEngine
from tests.rehearsal.conftest import Running
from tests.rehearsal.ecs.live.cluster import APP, CLUSTER, Cluster, eventually

pytestmark = pytest.mark.slow
GROUP = "containers"


@pytest.fixture(scope="module")
def image(docker_engine: DockerEngine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An image of the test application in the engine."""
    name = f"swingbridge/live:{uuid4().hex[:8]}"
    context = tmp_path_factory.mktemp("image")
    (context / "app.py").write_text(APP.read_text())
    (context / "Dockerfile").write_text(
        f'FROM {docker_engine.base}\nCOPY app.py /\nCMD ["python", "/app.py"]\n'
    )
    docker_engine.docker("build", "--tag", name, str(context))
    yield name
    docker_engine.docker("image", "rm", "--force", name)


@pytest.fixture(scope="module")
def cluster(
    container_engine: DockerEngine,  # noqa: ARG001 - the rehearsal finds it in the environment
    image: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Cluster]:
    """A cluster whose tasks are containers."""
    folder = tmp_path_factory.mktemp("rehearsal") / "state"
    lifecycle.up(Place(folder))
    try:
        yield opened(Running(folder), image)
    finally:
        lifecycle.down(folder, keep=False)


def opened(running: Running, image: str) -> Cluster:
    """The cluster with a network and a log group."""
    ec2 = running.client("ec2")
    subnets = [ec2.describe_subnets()["Subnets"][0]["SubnetId"]]
    groups = [ec2.describe_security_groups()["SecurityGroups"][0]["GroupId"]]
    running.client("ecs").create_cluster(clusterName=CLUSTER)
    running.client("logs").create_log_group(logGroupName=GROUP)
    network = {"awsvpcConfiguration": {"subnets": subnets, "securityGroups": groups}}
    return Cluster(running, image, network)


def logging(stream: str) -> dict[str, object]:
    """A log configuration with a stream of its own."""
    options = {"awslogs-group": GROUP, "awslogs-region": "us-east-1", "awslogs-stream-prefix": stream}
    return {"logDriver": "awslogs", "options": options}


def log(cluster: Cluster, stream: str) -> list[str]:
    """The lines of the streams with a prefix."""
    events = cluster.running.client("logs").filter_log_events(logGroupName=GROUP)["events"]
    return [event["message"] for event in events if event["logStreamName"].startswith(f"{stream}/")]


def line(cluster: Cluster, text: str, **members: object) -> dict[str, object]:
    """A container that runs one shell line."""
    return cluster.container(command=["sh", "-c", text], portMappings=[], **members)


def test_a_task_gets_secrets_parameters_and_overrides_and_its_output_is_kept(cluster: Cluster) -> None:
    secret = cluster.running.client("secretsmanager").create_secret(Name="word", SecretString="hush")["ARN"]
    cluster.running.client("ssm").put_parameter(Name="/level", Value="7", Type="String")
    container = line(
        cluster,
        "never",
        secrets=[{"name": "WORD", "valueFrom": secret}, {"name": "LEVEL", "valueFrom": "/level"}],
        logConfiguration=logging("said"),
    )
    change: dict[str, object] = {"name": "app", "command": ["sh", "-c", "echo $WORD $LEVEL $MORE; exit 5"]}
    change["environment"] = [{"name": "MORE", "value": "more"}]
    task = cluster.run(cluster.register("said", container), overrides={"containerOverrides": [change]})
    ended = cluster.finished(task)
    assert (5, "EssentialContainerExited") == (ended["containers"][0]["exitCode"], ended["stopCode"])
    assert ["hush 7 more"] == log(cluster, "said")


def test_a_container_reaches_the_control_plane_under_the_address_that_everybody_uses(
    cluster: Cluster,
) -> None:
    program = (
        "import os, urllib.request\n"
        "print(urllib.request.urlopen(os.environ['AWS_ENDPOINT_URL'] + '/_rehearsal/health').status)"
    )
    container = cluster.container(
        command=["python", "-c", program], portMappings=[], logConfiguration=logging("asked")
    )
    assert (
        0 == cluster.finished(cluster.run(cluster.register("asked", container)))["containers"][0]["exitCode"]
    )
    assert ["200"] == log(cluster, "asked")


def test_too_much_memory_is_named_in_the_description(cluster: Cluster) -> None:
    container = cluster.container(
        command=["python", "-c", "x = bytearray(300 * 2**20)"], portMappings=[], memory=64
    )
    (described,) = cluster.finished(cluster.run(cluster.register("greedy", container)))["containers"]
    assert 137 == described["exitCode"]
    assert described["reason"].startswith("OutOfMemoryError: ")


def test_an_image_that_is_nowhere_is_named_as_the_reason(cluster: Cluster) -> None:
    uri = cluster.running.client("ecr").create_repository(repositoryName="empty")["repository"][
        "repositoryUri"
    ]
    ended = cluster.finished(
        cluster.run(cluster.register("nowhere", line(cluster, "true") | {"image": f"{uri}:1"}))
    )
    assert "TaskFailedToStart" == ended["stopCode"]
    assert "CannotPullContainerError" in ended["stoppedReason"]


def test_one_who_does_not_listen_to_sigterm_is_killed_after_its_stop_timeout(cluster: Cluster) -> None:
    container = cluster.container(environment={"STUBBORN": "yes"}, stopTimeout=2)
    task = cluster.run(cluster.register("stubborn", container))
    eventually(lambda: cluster.task(task)["lastStatus"], lambda seen: seen == "RUNNING")
    cluster.ecs.stop_task(cluster=CLUSTER, task=task["taskArn"], reason="enough")
    ended = cluster.finished(task)
    assert (137, "enough") == (ended["containers"][0]["exitCode"], ended["stoppedReason"])


def test_containers_of_a_task_start_in_their_order_and_a_health_check_decides(cluster: Cluster) -> None:
    first = line(cluster, "echo first", name="first", essential=False, logConfiguration=logging("order"))
    check = {"command": ["CMD-SHELL", "test -e /tmp/up"], "interval": 5, "startPeriod": 60}
    second = line(
        cluster,
        "echo second; : >/tmp/up; sleep 60",
        name="second",
        essential=False,
        stopTimeout=2,  # the first process of a container that handles no SIGTERM does not see it
        healthCheck=check,
        dependsOn=[{"containerName": "first", "condition": "SUCCESS"}],
        logConfiguration=logging("order"),
    )
    third = line(
        cluster,
        "echo third",
        dependsOn=[{"containerName": "second", "condition": "HEALTHY"}],
        logConfiguration=logging("order"),
    )
    ended = cluster.finished(cluster.run(cluster.register("order", first, second, third)))
    codes = {one["name"]: one["exitCode"] for one in ended["containers"]}
    assert (0, 0, 137) == (codes["first"], codes["app"], codes["second"])
    assert ["first", "second", "third"] == log(cluster, "order")


def test_a_service_of_two_copies_is_reached_at_two_addresses(cluster: Cluster) -> None:
    """Both listen on the same port of one machine, each at its own address; a killed one is replaced."""
    cluster.create("pair", cluster.version("pair", "1"), 2)
    cluster.stable("pair")
    cluster.serves("pair", "1", "1")
    before = {task["taskArn"] for task in cluster.tasks("pair")}
    cluster.act("ecs.kill-task", task=next(iter(before)).rpartition("/")[2])
    eventually(lambda: {task["taskArn"] for task in cluster.tasks("pair")} - before)
    cluster.serves("pair", "1", "1")
