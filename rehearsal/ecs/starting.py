"""New task records, for services and for RunTask alike."""

from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from rehearsal.ecs.records.service import Place
from rehearsal.ecs.records.task import ContainerRecord, Origin, Seat, TaskRecord
from rehearsal.ecs.surroundings import place_on
from rehearsal.ecs.tasks.definition import make_containers

FARGATE = frozenset({"FARGATE", "FARGATE_SPOT"})


class NoRoom(Exception):
    """No container instance can take a task."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A task as it is asked for."""

    place: Place
    definition: Any
    origin: Origin
    seat: Seat
    overrides: dict[str, Any] = field(default_factory=dict)
    tags: list[dict[str, str]] = field(default_factory=list)


def seat_from(spec: dict[str, Any]) -> Seat:
    """Read the capacity of a request or revision; a strategy's first provider takes the task."""
    strategy = spec.get("capacityProviderStrategy") or []
    provider = str(strategy[0]["capacityProvider"]) if strategy else ""
    launch = "FARGATE" if provider in FARGATE else str(spec.get("launchType") or ("" if provider else "EC2"))
    return Seat(
        launch_type=launch or "EC2",
        provider=provider,
        platform_version=str(spec.get("platformVersion") or ""),
        network=spec.get("networkConfiguration"),
    )


def make_task(backend: Any, wish: Wish, now: float) -> TaskRecord:  # noqa: ANN401 - moto's records have no type
    """Make the record of a task, on an instance where its capacity needs one."""
    seat, number = wish.seat, uuid4().hex
    if seat.launch_type != "FARGATE" and not seat.instance:
        instance = place_on(backend, wish.place.cluster)
        if instance is None:
            raise NoRoom
        seat = Seat(seat.launch_type, seat.provider, seat.platform_version, instance, seat.network)
    arn = f"{wish.place.cluster_arn.replace(':cluster/', ':task/')}/{number}"
    containers = make_containers(wish.definition, wish.overrides, arn)
    return TaskRecord(
        id=number,
        arn=arn,
        place=wish.place,
        task_definition=str(wish.definition.arn),
        origin=wish.origin,
        seat=seat,
        created_at=now,
        containers=containers,
        cpu=_size("cpu", wish, containers),
        memory=_size("memory", wish, containers),
        overrides=wish.overrides,
        tags=wish.tags,
    )


def _size(member: str, wish: Wish, containers: list[ContainerRecord]) -> str:
    """An override, the size of the task definition, or the sum of the containers."""
    stated = wish.overrides.get(member) or getattr(wish.definition, member)
    return str(stated or sum(int(container.definition.get(member) or 0) for container in containers))
