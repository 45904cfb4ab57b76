"""EC2: network interfaces without a DNS name."""

from moto.ec2.models.elastic_network_interfaces import NetworkInterface

from rehearsal.control.patching import Need
from rehearsal.control.plane import ControlPlane

NEEDS = (Need("moto.ec2.models.elastic_network_interfaces", "NetworkInterface"),)


def install(_: ControlPlane) -> None:
    """Give interfaces in a VPC without DNS host names an empty name; ECS awsvpc tasks fail without one."""
    NetworkInterface.private_dns_name = None  # type: ignore[assignment] # a default where moto sets none
