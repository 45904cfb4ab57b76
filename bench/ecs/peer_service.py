"""A service for other tools beside ours, with the same health checks, that rolls."""

from time import monotonic, sleep

from bench.ecs.desk import LONGEST, Desk

PEER = "peer"
"""Its name, and that of its family and target group."""
GRACE_SECONDS = 60
PORT = 9090


def registered(desk: Desk, image: str) -> str:
    """A definition for the peers' service: ours with that image."""
    ecs, berth = desk.client("ecs"), desk.topology["berths"][0]
    seen = ecs.describe_task_definition(taskDefinition=berth["service"])["taskDefinition"]
    kept = ("requiresCompatibilities", "networkMode", "cpu", "memory", "executionRoleArn", "taskRoleArn")
    containers = [seen["containerDefinitions"][0] | {"image": image}]
    made = ecs.register_task_definition(
        family=PEER, containerDefinitions=containers, **{name: seen[name] for name in kept}
    )
    return str(made["taskDefinition"]["taskDefinitionArn"])


def make_peer(desk: Desk, image: str) -> None:
    """A service for the others, with a rolling deployment and health checks like ours."""
    elb, ecs, berth = desk.client("elbv2"), desk.client("ecs"), desk.topology["berths"][0]
    ours = elb.describe_target_groups(TargetGroupArns=[berth["door"]["target_group"]])["TargetGroups"][0]
    health = {key: value for key, value in ours.items() if key.startswith("HealthCheck")}
    counts = {key: ours[key] for key in ("HealthyThresholdCount", "UnhealthyThresholdCount")}
    place = {"Protocol": "HTTP", "Port": ours["Port"], "VpcId": ours["VpcId"], "TargetType": "ip"}
    group = elb.create_target_group(Name=PEER, **place, **health, **counts)["TargetGroups"][0]
    forward = [{"Type": "forward", "TargetGroupArn": group["TargetGroupArn"]}]
    elb.create_listener(
        LoadBalancerArn=berth["door"]["load_balancer"], Protocol="HTTP", Port=PORT, DefaultActions=forward
    )
    entry = {"targetGroupArn": group["TargetGroupArn"], "containerPort": ours["Port"]}
    network = desk.topology["network"]
    ecs.create_service(
        cluster=desk.topology["cluster"],
        serviceName=PEER,
        taskDefinition=registered(desk, image),
        desiredCount=2,
        healthCheckGracePeriodSeconds=GRACE_SECONDS,
        launchType="FARGATE",
        loadBalancers=[entry | {"containerName": berth["service"]}],
        networkConfiguration={
            "awsvpcConfiguration": {
                "subnets": network["subnets"],
                "securityGroups": network["security_groups"],
            }
        },
    )
    until = monotonic() + LONGEST
    while not _is_up(desk):
        assert monotonic() < until, "the peers' service never came up"
        sleep(0.2)


def _is_up(desk: Desk) -> bool:
    ecs = desk.client("ecs")
    found = ecs.describe_services(cluster=desk.topology["cluster"], services=[PEER])["services"][0]
    return bool(found["deployments"][0].get("rolloutState") == "COMPLETED")
