"""A landscape is what a system's Terraform would make; a second run finds it and changes nothing."""

import json
import socket
from dataclasses import asdict, replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from deploy.model.topology import Topology, parameter_name
from deploy.settings.load import load
from rehearsal.landscape.aws import Aws, towards
from rehearsal.landscape.build import NoLandscape, build
from rehearsal.landscape.lay import lay
from rehearsal.landscape.machines import MACHINES, machines
from rehearsal.landscape.workloads import cluster
from tests.rehearsal.conftest import Running

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def aws(running: Running) -> Aws:
    """A session towards the running rehearsal."""
    return towards(running.state)


@pytest.fixture(scope="module")
def topology(aws: Aws) -> Topology:
    """The landscape of the system with three components."""
    return build(aws, load(ROOT, "fraud-detector", "local"))


def test_every_component_has_a_berth_and_only_those_with_traffic_a_door(topology: Topology) -> None:
    """The worker has no door."""
    doors = {berth.component: berth.door is not None for berth in topology.berths}

    assert {"ml": True, "worker": False, "api": True} == doors


def test_a_door_is_told_where_it_answers_when_its_port_is_not_to_be_had(aws: Aws) -> None:
    """Ports below 1024 are root's, and any may be taken: the listener then has another."""
    settings = load(ROOT, "cost-simulator", "local")
    service = settings.platform.ecs_service
    assert service is not None
    with socket.create_server(("", 0)) as squatter:
        taken = squatter.getsockname()[1]
        platform = replace(settings.platform, ecs_service=replace(service, front_port=taken))
        door = build(aws, replace(settings, platform=platform)).berth("app").door
    assert door is not None
    front = urlsplit(door.front_url)

    assert front.port != taken
    socket.create_connection((front.hostname, front.port), timeout=5).close()


def test_both_rules_of_a_door_hold_both_groups_with_all_weight_on_the_first(
    aws: Aws, topology: Topology
) -> None:
    """ECS demands just that before its first blue/green deployment."""
    door = topology.berth("api").door
    assert door is not None
    rules = aws.client("elbv2").describe_rules(RuleArns=[door.production_rule, door.test_rule])["Rules"]
    weights = [
        {
            group["TargetGroupArn"]: group["Weight"]
            for group in rule["Actions"][0]["ForwardConfig"]["TargetGroups"]
        }
        for rule in rules
    ]

    assert [{door.target_group: 1, door.alternate_target_group: 0}] * 2 == weights


def test_the_published_document_is_the_topology(aws: Aws, topology: Topology) -> None:
    """Deployments read the parameter and nothing else."""
    name = parameter_name("fraud-detector", "local")
    published = json.loads(aws.client("ssm").get_parameter(Name=name)["Parameter"]["Value"])

    assert json.loads(json.dumps(asdict(topology))) == published


def test_a_second_build_creates_nothing(running: Running, aws: Aws, topology: Topology) -> None:
    """What stands is found and left alone."""
    creations = ("CreateLoadBalancer", "CreateTargetGroup", "CreateRule", "CreateListener")
    before = [len(running.requests(name)) for name in creations]

    again = build(aws, load(ROOT, "fraud-detector", "local"))

    assert topology == again
    assert before == [len(running.requests(name)) for name in creations]


def test_a_system_without_an_ecs_table_is_told_so(aws: Aws) -> None:
    """A missing table is a sentence, not a traceback from the API."""
    with pytest.raises(NoLandscape, match=r"\[platform.ecs_service\]"):
        build(aws, load(ROOT, "wwhd", "local"))


def test_a_system_that_runs_on_no_ecs_gets_its_repositories(running: Running, aws: Aws) -> None:
    """So its images can be built, scanned and pushed here; twice is as good as once."""
    told = [lay(running.state, "wwhd", ROOT) for _ in range(2)]
    found = aws.client("ecr").describe_repositories(repositoryNames=["wwhd-api", "wwhd-site"])

    assert ["", ""] == told
    assert {"IMMUTABLE"} == {one["imageTagMutability"] for one in found["repositories"]}


def test_settings_that_cannot_be_read_are_told_in_words(running: Running) -> None:
    """The command line prints them."""
    assert "unknown system nobody" in lay(running.state, "nobody", ROOT)


def test_a_secret_holds_every_key_that_is_asked_of_it(aws: Aws) -> None:
    """The settings name a secret once and its keys behind it; what is there is kept by a second run."""
    settings = load(ROOT, "cloud-optimizer", "local")
    secrets = dict(build(aws, settings).secrets)
    manager = aws.client("secretsmanager")
    value = manager.get_secret_value(SecretId=secrets["cloud-optimizer/database"])["SecretString"]

    assert ["url"] == list(json.loads(value))
    build(aws, settings)
    kept = manager.get_secret_value(SecretId=secrets["cloud-optimizer/database"])["SecretString"]
    assert value == kept


def test_a_system_on_machines_of_its_own_finds_two_and_no_more_at_the_second_time(aws: Aws) -> None:
    """One can be drained while the other takes its copies."""
    cluster(aws, "on-machines")

    for _ in range(2):
        machines(aws, "on-machines")

    listed = aws.client("ecs").list_container_instances(cluster="on-machines")["containerInstanceArns"]
    assert MACHINES == len(listed)
