"""The door of one component: a load balancer, a production and a test listener, and two target groups."""

from dataclasses import dataclass
from time import monotonic, sleep
from typing import Any, cast

from deploy.model.topology import Door
from deploy.settings.component import Component
from deploy.settings.platform import EcsService
from rehearsal.faults.client import FaultClient
from rehearsal.landscape.aws import Aws
from rehearsal.landscape.network import Ground

LONGEST_NAME = 32
OPEN_WITHIN = 10.0


@dataclass(frozen=True)
class Carpenter:
    """Makes the doors of one system."""

    aws: Aws
    ground: Ground
    system: str
    platform: EcsService

    @property
    def elb(self) -> Any:  # noqa: ANN401 - boto3 ships no types
        """The client of the load balancer service."""
        return self.aws.client("elbv2")

    def door(self, component: Component) -> Door:
        """The door of a component."""
        name = f"{self.system}-{component.name}"
        balancer = self._balancer(name)
        groups = tuple(
            self._group(f"{name}-{side}"[-LONGEST_NAME:].strip("-"), component) for side in ("1", "2")
        )
        arn, host = balancer["LoadBalancerArn"], balancer["DNSName"]
        front, test = self.platform.front_port, self.platform.test_port
        production_rule, test_rule = self._rule(arn, front, groups), self._rule(arn, test, groups)
        return Door(
            load_balancer=arn,
            production_rule=production_rule,
            test_rule=test_rule,
            target_group=groups[0],
            alternate_target_group=groups[1],
            front_url=self._address(production_rule, f"http://{host}:{front}"),
            test_url=self._address(test_rule, f"http://{host}:{test}"),
        )

    def _address(self, rule: str, named: str) -> str:
        """Where a rule's listener really answers: only root may have port 80, and any port may be taken."""
        listener = rule.replace(":listener-rule/", ":listener/").rpartition("/")[0]
        until = monotonic() + OPEN_WITHIN
        while listener not in (doors := self._doors()) and monotonic() < until:
            sleep(0.02)
        return doors.get(listener, named)

    def _doors(self) -> dict[str, str]:
        return cast("dict[str, str]", FaultClient(self.aws.endpoint).act("load-balancers"))

    def _balancer(self, name: str) -> Any:  # noqa: ANN401 - as above
        short = name[:LONGEST_NAME].strip("-")
        found = self.elb.describe_load_balancers()["LoadBalancers"]
        standing = next((b for b in found if b["LoadBalancerName"] == short), None)
        if standing is None:
            subnets = list(self.ground.network.subnets)
            standing = self.elb.create_load_balancer(Name=short, Subnets=subnets)["LoadBalancers"][0]
            self._idle(standing["LoadBalancerArn"])
        return standing

    def _idle(self, balancer: str) -> None:
        idle = {"Key": "idle_timeout.timeout_seconds", "Value": str(int(self.platform.idle_seconds))}
        self.elb.modify_load_balancer_attributes(LoadBalancerArn=balancer, Attributes=[idle])

    def _group(self, name: str, component: Component) -> str:
        found = self.elb.describe_target_groups()["TargetGroups"]
        standing = next((g for g in found if g["TargetGroupName"] == name), None)
        return str((standing or self._new_group(name, component))["TargetGroupArn"])

    def _new_group(self, name: str, component: Component) -> Any:  # noqa: ANN401 - as above
        made = self.elb.create_target_group(
            Name=name,
            Protocol="HTTP",
            Port=component.port,
            VpcId=self.ground.vpc,
            TargetType="ip",
            HealthCheckPath=component.health_path or "/",
            HealthCheckIntervalSeconds=max(5, int(component.health.interval_seconds)),
            HealthCheckTimeoutSeconds=max(2, int(component.health.timeout_seconds)),
            HealthyThresholdCount=max(2, component.health.threshold),
            UnhealthyThresholdCount=max(2, component.health.threshold),
        )["TargetGroups"][0]
        delay = {
            "Key": "deregistration_delay.timeout_seconds",
            "Value": str(int(self.platform.drain_seconds)),
        }
        self.elb.modify_target_group_attributes(TargetGroupArn=made["TargetGroupArn"], Attributes=[delay])
        return made

    def _rule(self, balancer: str, port: int, groups: tuple[str, ...]) -> str:
        listener = self._listener(balancer, port)
        found = self.elb.describe_rules(ListenerArn=listener)["Rules"]
        standing = [rule for rule in found if not rule["IsDefault"]]
        if standing:
            return str(standing[0]["RuleArn"])
        shares = [{"TargetGroupArn": g, "Weight": w} for g, w in zip(groups, (1, 0), strict=True)]
        return str(
            self.elb.create_rule(
                ListenerArn=listener,
                Priority=10,
                Conditions=[{"Field": "path-pattern", "Values": ["/*"]}],
                Actions=[{"Type": "forward", "ForwardConfig": {"TargetGroups": shares}}],
            )["Rules"][0]["RuleArn"]
        )

    def _listener(self, balancer: str, port: int) -> str:
        found = self.elb.describe_listeners(LoadBalancerArn=balancer)["Listeners"]
        standing = next((one for one in found if one["Port"] == port), None)
        if standing is None:
            nowhere = {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}
            standing = self.elb.create_listener(
                LoadBalancerArn=balancer, Protocol="HTTP", Port=port, DefaultActions=[nowhere]
            )["Listeners"][0]
        return str(standing["ListenerArn"])
