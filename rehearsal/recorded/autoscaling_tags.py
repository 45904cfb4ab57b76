"""Application Auto Scaling: the tags of a target, without which no Terraform plan gets past one."""

from rehearsal.control.gaps import Call
from rehearsal.control.plane import ControlPlane
from rehearsal.recorded.shelf import Record, Shelf, untie


def register(plane: ControlPlane, shelf: Shelf) -> None:
    """Answer the three operations on tags."""

    def tags(call: Call) -> Record:
        drawer = shelf.drawer("scaling-tags", call.account, call.region)
        return drawer.setdefault(call.request["ResourceARN"], {})

    def list_tags(call: Call) -> Record:
        return {"Tags": tags(call)}

    def tag(call: Call) -> Record:
        tags(call).update(call.request["Tags"])
        return {}

    def untag(call: Call) -> Record:
        return untie(tags(call), call.request["TagKeys"])

    plane.gap("application-autoscaling", "ListTagsForResource", list_tags)
    plane.gap("application-autoscaling", "TagResource", tag)
    plane.gap("application-autoscaling", "UntagResource", untag)
