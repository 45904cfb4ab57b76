"""The output of containers in CloudWatch Logs, as the `awslogs` driver puts it there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rehearsal.control.plane import ControlPlane
from rehearsal.ecs.records.service import Place
from rehearsal.ecs.records.task import ContainerRecord
from rehearsal.ecs.runtime.port import Line
from rehearsal.ecs.tasks.secrets import Unavailable

EVENTS_KEPT = 10_000
LONGEST_EVENT = 256 * 1024
NO_GROUP = (
    "ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: "
    "failed to create Cloudwatch log stream: ResourceNotFoundException: "
    "The specified log group does not exist."
)


@dataclass(frozen=True, slots=True)
class Stream:
    """One log stream."""

    place: Place
    group: str
    name: str


def open_stream(plane: ControlPlane, place: Place, task: str, container: ContainerRecord) -> Stream | None:
    """Make the stream of a container, or give nothing where it logs elsewhere."""
    config = container.definition.get("logConfiguration") or {}
    options = config.get("options") or {}
    if config.get("logDriver") != "awslogs" or not options.get("awslogs-group"):
        return None
    region = options.get("awslogs-region") or place.region
    where = Place(place.account, region, place.cluster, place.cluster_arn)
    prefix = options.get("awslogs-stream-prefix")
    name = f"{prefix}/{container.name}/{task}" if prefix else task
    backend = _backend(plane, where)
    group = str(options["awslogs-group"])
    if group not in backend.groups:
        if str(options.get("awslogs-create-group", "false")).lower() != "true":
            raise Unavailable(NO_GROUP)
        backend.create_log_group(group, {})
    backend.ensure_log_stream(group, name)
    return Stream(where, group, name)


def write(plane: ControlPlane, stream: Stream, lines: Sequence[Line]) -> None:
    """Append lines to a stream; the oldest go where a stream would grow for ever."""
    backend = _backend(plane, stream.place)
    group = backend.groups.get(stream.group)
    if not lines or group is None or stream.name not in group.streams:
        return
    events = [{"timestamp": line.at, "message": line.text[:LONGEST_EVENT]} for line in lines]
    backend.put_log_events(stream.group, stream.name, events)
    kept = group.streams[stream.name].events
    del kept[: max(0, len(kept) - EVENTS_KEPT)]


def _backend(plane: ControlPlane, place: Place) -> Any:  # noqa: ANN401 - moto's records have no type
    return plane.backend("logs", place.account, place.region)
