"""A load balancer in front of two target groups, made with boto3 as Terraform or a person would make it."""

from dataclasses import dataclass
from typing import Any

from tests.rehearsal.balancer.waiting import wait_until
from tests.rehearsal.conftest import Running


@dataclass(frozen=True)
class Landscape:
    """The ARNs and the address of what was made."""

    elb: Any
    address: str
    port: int
    balancer: str
    listener: str
    groups: dict[str, str]

    def register(self, group: str, port: int) -> None:
        """Put a loopback port into a group."""
        self.elb.register_targets(
            TargetGroupArn=self.groups[group], Targets=[{"Id": "127.0.0.1", "Port": port}]
        )

    def deregister(self, group: str, port: int) -> None:
        """Take it out."""
        self.elb.deregister_targets(
            TargetGroupArn=self.groups[group], Targets=[{"Id": "127.0.0.1", "Port": port}]
        )

    def states(self, group: str) -> dict[int, tuple[str, str]]:
        """State and reason of every target by port."""
        found = self.elb.describe_target_health(TargetGroupArn=self.groups[group])["TargetHealthDescriptions"]
        return {
            one["Target"]["Port"]: (one["TargetHealth"]["State"], one["TargetHealth"].get("Reason", ""))
            for one in found
        }

    def wait_state(self, group: str, port: int, state: str) -> None:
        """Wait until a target is in a state."""
        wait_until(lambda: self.states(group).get(port, ("", ""))[0] == state)

    def weigh(self, **weights: int) -> None:
        """Let the listener forward by weight."""
        groups = [{"TargetGroupArn": self.groups[name], "Weight": weight} for name, weight in weights.items()]
        action = {"Type": "forward", "ForwardConfig": {"TargetGroups": groups}}
        self.elb.modify_listener(ListenerArn=self.listener, DefaultActions=[action])


def build(running: Running, name: str, port: int) -> Landscape:
    """Everything from the network to the listener; blue takes all."""
    vpc, subnets = _network(running)
    elb = running.client("elbv2")
    made = elb.create_load_balancer(Name=name, Subnets=subnets)["LoadBalancers"][0]
    groups = {colour: _group(elb, f"{name}-{colour}", vpc) for colour in ("blue", "green")}
    listener = elb.create_listener(
        LoadBalancerArn=made["LoadBalancerArn"],
        Protocol="HTTP",
        Port=port,
        DefaultActions=[{"Type": "forward", "TargetGroupArn": groups["blue"]}],
    )["Listeners"][0]["ListenerArn"]
    return Landscape(elb, made["DNSName"], port, made["LoadBalancerArn"], listener, groups)


def _network(running: Running) -> tuple[str, list[str]]:
    ec2 = running.client("ec2")
    vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
    return vpc, [subnet["SubnetId"] for subnet in ec2.describe_subnets()["Subnets"][:2]]


def _group(elb: Any, name: str, vpc: str) -> str:
    made = elb.create_target_group(
        Name=name,
        Protocol="HTTP",
        Port=80,
        VpcId=vpc,
        TargetType="ip",
        HealthCheckPath="/health",
        HealthCheckIntervalSeconds=5,
        HealthCheckTimeoutSeconds=2,
        HealthyThresholdCount=2,
        UnhealthyThresholdCount=2,
    )
    arn: str = made["TargetGroups"][0]["TargetGroupArn"]
    return arn
