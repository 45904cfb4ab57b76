"""The network: the account's own VPC, two subnets, and one security group."""

from dataclasses import dataclass

from deploy.model.topology import Network
from rehearsal.landscape.aws import Aws


@dataclass(frozen=True, slots=True)
class Ground:
    """The network, and the VPC it is in."""

    vpc: str
    network: Network


def network(aws: Aws) -> Ground:
    """The default network of the account; the rehearsal does not keep networks apart, so one serves all."""
    ec2 = aws.client("ec2")
    vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
    subnets = tuple(s["SubnetId"] for s in ec2.describe_subnets()["Subnets"][:2])
    groups = ec2.describe_security_groups()["SecurityGroups"]
    return Ground(vpc, Network(subnets, (groups[0]["GroupId"],)))
