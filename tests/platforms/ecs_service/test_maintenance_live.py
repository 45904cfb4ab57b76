"""Maintenance as people type it, in a rehearsal: under load, killed half way, on machines, and told of."""

import json
import signal
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from bench.ecs.desk import BRISK, Desk, desk_in
from bench.ecs.judge import Judge
from bench.ecs.loading import load_on
from bench.ecs.maintenance import STREAMS, cut, visited
from deploy.bootstrap import Archive, open_store
from deploy.settings.load import load

pytestmark = pytest.mark.slow

ON_MACHINES = {"[platform.ecs_service]\n": '[platform.ecs_service]\nlaunch_type = "EC2"\n'}
TOLD = {"[waits]\n": '[notify]\nslack_webhook_secret = "shop/webhook"\nsns_topic = "ops"\n\n[waits]\n'}
SHORT_LEASE = {"revert_seconds = 120\n": "revert_seconds = 120\nlease_seconds = 10\n"}
CLUSTER, SERVICE = "cost-simulator-local", "cost-simulator"
SCALED = {"ServiceNamespace": "ecs", "ScalableDimension": "ecs:service:DesiredCount"}
REFUSED = 3
RESTING = {
    "DynamicScalingInSuspended": True,
    "DynamicScalingOutSuspended": True,
    "ScheduledScalingSuspended": True,
}
BEFORE = RESTING | {"DynamicScalingInSuspended": False, "DynamicScalingOutSuspended": False}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A release live on two machines of ours, with autoscaling over it whose schedule rests."""
    folder = tmp_path_factory.mktemp("desk")
    with desk_in(folder, BRISK | ON_MACHINES | TOLD | SHORT_LEASE) as made:
        made.sure("deploy", "--release=v1")
        scale(made, BEFORE, least=2, most=8)
        yield made


def scale(desk: Desk, suspended: dict[str, bool], **bounds: int) -> None:
    """Put autoscaling over the service."""
    desk.client("application-autoscaling").register_scalable_target(
        **SCALED,
        ResourceId=f"service/{CLUSTER}/{SERVICE}",
        MinCapacity=bounds["least"],
        MaxCapacity=bounds["most"],
        SuspendedState=suspended,
    )


def suspended(desk: Desk) -> dict[str, bool]:
    """What of autoscaling rests."""
    found = desk.client("application-autoscaling").describe_scalable_targets(ServiceNamespace="ecs")
    return dict(found["ScalableTargets"][0]["SuspendedState"])


def copies(desk: Desk) -> int:
    """How many copies are asked for."""
    found = desk.client("ecs").describe_services(cluster=CLUSTER, services=[SERVICE])["services"]
    return int(found[0]["desiredCount"])


def machines(desk: Desk) -> dict[str, tuple[str, int]]:
    """State and copies of each machine by its name."""
    ecs = desk.client("ecs")
    arns = ecs.list_container_instances(cluster=CLUSTER)["containerInstanceArns"]
    found = ecs.describe_container_instances(cluster=CLUSTER, containerInstances=arns)["containerInstances"]
    return {one["ec2InstanceId"]: (one["status"], one["runningTasksCount"]) for one in found}


def test_a_drain_under_load_cuts_no_stream_and_answers_with_the_page_or_the_release(desk: Desk) -> None:
    """Row 93: both commands twice; copies and autoscaling come back as they were, the schedule resting."""
    with visited(desk.front) as visitor, load_on(desk.front, **STREAMS) as streams:
        for _ in range(2):
            assert 0 == desk.code("maintenance-drain", "--reason=disks")
            assert (0, RESTING) == (copies(desk), suspended(desk))
        for _ in range(2):
            assert 0 == desk.code("maintenance-resume")

    assert {} == visitor.strange
    assert visitor.met["page"]
    assert {} == cut(streams)
    assert streams.seen["streams"]
    assert (2, BEFORE) == (copies(desk), suspended(desk))
    assert [] == Judge(desk).faults("v1")


def test_a_rollout_is_refused_behind_the_page_and_status_names_who_closed_it(desk: Desk) -> None:
    """Nothing could be proved there."""
    assert 0 == desk.code("maintenance-drain", "--reason=disks")
    deploy, status = desk.typed("deploy", "--release=v1"), desk.typed("status")
    assert 0 == desk.code("maintenance-resume")

    assert REFUSED == deploy.code
    assert "maintenance-on" in deploy.out
    for part in ("maintenance", "disks", "the page is up", "autoscaling of app rests"):
        assert part in status.out


def test_killed_while_copies_leave_the_same_command_goes_on_and_resume_knows_how_it_was(desk: Desk) -> None:
    """SIGKILL at the first sight of copies that are still at work."""
    run = desk.begun("maintenance-drain", "--json", "--reason=disks")
    assert run.stdout is not None
    for line in run.stdout:
        if "still at work" in line:
            run.send_signal(signal.SIGKILL)
            break
    run.communicate(timeout=60)
    assert -signal.SIGKILL == run.returncode

    assert 0 == desk.code("maintenance-drain", "--reason=disks")
    assert 0 == desk.code("maintenance-resume")

    assert (2, BEFORE) == (copies(desk), suspended(desk))
    assert [] == Judge(desk).faults("v1")


def test_a_machine_is_emptied_with_everything_in_service(desk: Desk) -> None:
    """More copies first; then the copies of before, and the machine takes some again."""
    first, second = sorted(machines(desk))
    with visited(desk.front) as visitor:
        assert 0 == desk.code("maintenance-drain", f"--instances={first}", "--reason=kernel")
        drained, raised = machines(desk), copies(desk)
        assert REFUSED == desk.code("maintenance-drain", f"--instances={second}")
        assert 0 == desk.code("maintenance-resume")

    assert ("DRAINING", 0) == drained[first]
    assert raised > 2
    assert "ACTIVE" == machines(desk)[first][0]
    assert {"release"} == set(visitor.met)
    assert (2, BEFORE) == (copies(desk), suspended(desk))
    store = open_store(desk.folder, load(desk.folder, desk.system, "local"))
    assert Archive(store).history().maintenance is None


def test_slack_and_sns_hear_of_it_and_a_deaf_slack_changes_nothing(desk: Desk) -> None:
    """Beginning and verdict, with who, why and the line that undoes it; the exit code is that of the run."""
    heard: list[str] = []
    topic = desk.client("sns").create_topic(Name="ops")["TopicArn"]
    queue = desk.client("sqs").create_queue(QueueName="ops")["QueueUrl"]
    arn = desk.client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])
    desk.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn["Attributes"]["QueueArn"])
    server = slack(heard)
    address = f"http://127.0.0.1:{server.server_address[1]}/services/verysecret"
    desk.client("secretsmanager").create_secret(Name="shop/webhook", SecretString=address)
    try:
        told = desk.typed("maintenance-resume", "--reason=the way back")
    finally:
        server.shutdown()
        server.server_close()
    deaf = desk.typed("maintenance-resume")

    assert (0, 0) == (told.code, deaf.code)
    assert "not everybody was told" not in told.out
    assert ["began", "done"] == [text.splitlines()[0].rpartition(": ")[2] for text in heard]
    assert "why: the way back" in heard[0]
    assert "type: inv maintenance-drain" in heard[1]
    assert "maintenance-resume of cost-simulator local: began" in published(desk, queue)
    assert 1 == deaf.out.count("not everybody was told (Slack: ")
    assert "verysecret" not in told.out + deaf.out


def slack(heard: list[str]) -> ThreadingHTTPServer:
    """A stand-in for Slack that keeps the texts."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            """Keep it."""
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.append(json.loads(body)["text"])
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing for each request."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    return server


def published(desk: Desk, queue: str) -> str:
    """Everything that came to the topic."""
    messages: list[dict[str, Any]] = []
    while found := desk.client("sqs").receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages"):
        messages += found
        for one in found:
            desk.client("sqs").delete_message(QueueUrl=queue, ReceiptHandle=one["ReceiptHandle"])
    return "\n".join(json.loads(one["Body"])["Message"] for one in messages)
