"""A load balancer with two target groups for live tests, and the deployments over it."""

from dataclasses import dataclass
from typing import Any

from tests.rehearsal.ecs.live.cluster import PORT, Cluster

ROLE = "arn:aws:iam::123456789012:role/ecs-infrastructure"


@dataclass(frozen=True)
class Balanced:
    """A load balancer with a production and a test rule over two target groups."""

    cluster: Cluster
    blue: str
    green: str
    production: str
    test: str

    def entry(self) -> dict[str, Any]:
        """The load balancer entry of a service."""
        return {
            "targetGroupArn": self.blue,
            "containerName": "app",
            "containerPort": PORT,
            "advancedConfiguration": {
                "alternateTargetGroupArn": self.green,
                "productionListenerRule": self.production,
                "testListenerRule": self.test,
                "roleArn": ROLE,
            },
        }

    def door(self, rule: str) -> str:
        """Where the listener of a rule answers."""
        answer = self.cluster.running.client("elbv2").describe_rules(RuleArns=[rule])
        listener = answer["Rules"][0]["RuleArn"].replace(":listener-rule/", ":listener/").rpartition("/")[0]
        doors: dict[str, str] = self.cluster.act("load-balancers")["result"]
        return doors[listener]

    def weights(self, rule: str) -> tuple[int, int]:
        """The weights of the two target groups in a rule."""
        answer = self.cluster.running.client("elbv2").describe_rules(RuleArns=[rule])
        groups = answer["Rules"][0]["Actions"][0]["ForwardConfig"]["TargetGroups"]
        found = {group["TargetGroupArn"]: group["Weight"] for group in groups}
        return found[self.blue], found[self.green]

    def targets(self, group: str) -> list[str]:
        """The addresses in a target group that are not on their way out."""
        answer = self.cluster.running.client("elbv2").describe_target_health(TargetGroupArn=group)
        described = answer["TargetHealthDescriptions"]
        return [one["Target"]["Id"] for one in described if one["TargetHealth"]["State"] == "healthy"]


def balance(cluster: Cluster, name: str) -> Balanced:
    """Make a load balancer for one service."""
    elb = cluster.running.client("elbv2")
    ec2 = cluster.running.client("ec2")
    subnets = [subnet["SubnetId"] for subnet in ec2.describe_subnets()["Subnets"][:2]]
    vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
    balancer = elb.create_load_balancer(Name=name, Subnets=subnets)["LoadBalancers"][0]["LoadBalancerArn"]
    groups = [_group(elb, f"{name}-{color}", vpc) for color in ("blue", "green")]
    rules = [_rule(elb, balancer, port, groups) for port in (80, 9000)]
    return Balanced(cluster, groups[0], groups[1], rules[0], rules[1])


def _group(elb: Any, name: str, vpc: str) -> str:
    group = elb.create_target_group(
        Name=name,
        Protocol="HTTP",
        Port=PORT,
        VpcId=vpc,
        TargetType="ip",
        HealthCheckPath="/health",
        HealthCheckIntervalSeconds=5,
        HealthyThresholdCount=2,
    )["TargetGroups"][0]["TargetGroupArn"]
    delay = {"Key": "deregistration_delay.timeout_seconds", "Value": "1"}
    elb.modify_target_group_attributes(TargetGroupArn=group, Attributes=[delay])
    return str(group)


def _rule(elb: Any, balancer: str, port: int, groups: list[str]) -> str:
    nowhere = {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}
    listener = elb.create_listener(
        LoadBalancerArn=balancer, Protocol="HTTP", Port=port, DefaultActions=[nowhere]
    )["Listeners"][0]["ListenerArn"]
    weighted = [
        {"TargetGroupArn": group, "Weight": weight} for group, weight in zip(groups, (1, 0), strict=True)
    ]
    answer = elb.create_rule(
        ListenerArn=listener,
        Priority=1,
        Conditions=[{"Field": "path-pattern", "Values": ["/*"]}],
        Actions=[{"Type": "forward", "ForwardConfig": {"TargetGroups": weighted}}],
    )
    return str(answer["Rules"][0]["RuleArn"])


def pause(stage: str, minutes: int = 60, action: str = "ROLLBACK") -> dict[str, Any]:
    """A PAUSE hook."""
    return {
        "targetType": "PAUSE",
        "lifecycleStages": [stage],
        "timeoutConfiguration": {"timeoutInMinutes": minutes, "action": action},
    }


def strategy(name: str = "BLUE_GREEN", *hooks: dict[str, Any], **members: Any) -> dict[str, Any]:
    """A deployment configuration without bake."""
    return {"strategy": name, "bakeTimeInMinutes": 0, "lifecycleHooks": list(hooks), **members}


def serving(cluster: Cluster, name: str, count: int = 1) -> Balanced:
    """A service whose first blue/green deployment has completed."""
    balanced = balance(cluster, name)
    cluster.create(
        name,
        cluster.version(name, "1"),
        count,
        loadBalancers=[balanced.entry()],
        deploymentConfiguration=strategy(),
    )
    cluster.until(name, "SUCCESSFUL")
    return balanced


def deploy(cluster: Cluster, name: str, version: str, configuration: dict[str, Any]) -> None:
    """Start a deployment of a version."""
    cluster.update(name, taskDefinition=cluster.version(name, version), deploymentConfiguration=configuration)
