"""A service as the page shows it: its roads, its two sides and its newest deployment."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rehearsal.ecs.controller import words
from rehearsal.ecs.records.living import Living
from rehearsal.ecs.records.service import Revision, ServiceRecord
from rehearsal.ecs.records.task import TaskRecord, TaskStatus
from rehearsal.page import model
from rehearsal.page.deployments import see_deployment
from rehearsal.page.journal import Journal
from rehearsal.page.model import Berth, Road, Role, Side
from rehearsal.page.roads import RuleSeen, States, name_of
from rehearsal.page.tasks import see_tasks

LONG_ID = re.compile(r"\b([0-9a-f]{8})[0-9a-f]{24}(?:[0-9a-f]{32})?\b")
SIDES = {words.Side.PRIMARY: Side.PRIMARY, words.Side.ALTERNATE: Side.ALTERNATE}


@dataclass(frozen=True, slots=True)
class Around:
    """What a service is seen with: the rules of load balancers, the health of targets, and the past."""

    rules: tuple[RuleSeen, ...]
    states: States
    journal: Journal


def see_service(living: Living, record: ServiceRecord, around: Around) -> model.Service:
    """One service."""
    tasks = living.tasks_of(record.arn)
    return model.Service(
        arn=record.arn,
        name=record.name,
        cluster=record.place.cluster,
        desired=record.desired,
        running=sum(task.status is TaskStatus.RUNNING and task.wanted for task in tasks),
        news=_news(record),
        deployment=_deployment(record, around.journal),
        roads=tuple(_roads(record, around.rules)),
        berths=tuple(_berths(record, tasks, around)),
    )


def _news(record: ServiceRecord) -> str:
    """The newest event, without the service's name and with short ids."""
    message = record.events[0].message if record.events else ""
    return LONG_ID.sub(r"\1", message.removeprefix(f"(service {record.name}) "))


def groups_of(record: ServiceRecord) -> dict[str, Side]:
    """The target groups of a service by ARN; the alternate is there only with blue/green."""
    groups: dict[str, Side] = {}
    for entry in record.primary.load_balancers:
        if primary := entry.get("targetGroupArn"):
            groups[primary] = Side.PRIMARY
        if alternate := _advanced(entry).get("alternateTargetGroupArn"):
            groups[alternate] = Side.ALTERNATE
    return groups


def _advanced(entry: dict[str, Any]) -> dict[str, Any]:
    return entry.get("advancedConfiguration") or {}


def _roads(record: ServiceRecord, rules: Sequence[RuleSeen]) -> Iterator[Road]:
    """The roads to a service, production first."""
    groups = groups_of(record)
    entries = record.primary.load_balancers
    testing = {_advanced(entry).get("testListenerRule") for entry in entries}
    mine = [rule for rule in rules if rule.groups & groups.keys()]
    for rule in sorted(mine, key=lambda rule: rule.arn in testing):
        purpose = "Test" if rule.arn in testing else "Production"
        yield rule.road(f"{purpose} {rule.condition}".strip(), groups)


def _berths(record: ServiceRecord, tasks: list[TaskRecord], around: Around) -> Iterator[Berth]:
    """The primary side, and the alternate where the service has one or something runs there."""
    groups = groups_of(record)
    for kind, side in SIDES.items():
        listed = tuple(_revisions(record, kind, tasks, around.states))
        group = next((arn for arn, its in groups.items() if its is side), "")
        if side is Side.PRIMARY or group or listed:
            traffic = around.journal.traffic(group) if group else None
            yield Berth(side, name_of(group), listed, traffic)


def _revisions(
    record: ServiceRecord, side: words.Side, tasks: list[TaskRecord], states: States
) -> Iterator[model.Revision]:
    """What runs on one side, and what is meant to."""
    for arn, revision in record.revisions.items():
        own = [task for task in tasks if task.origin.revision == arn]
        role = _role(record, arn)
        if record.machine.side_of(arn) is side and (own or role is not Role.LEAVING):
            yield model.Revision(
                name=name_of_revision(revision),
                images=_images(own),
                role=role,
                failed=record.failed.get(arn, 0),
                tasks=see_tasks(own, states),
            )


def _role(record: ServiceRecord, revision: str) -> Role:
    deployment = record.machine.deployment
    if deployment is None:
        return Role.LIVE if revision == record.primary.arn else Role.LEAVING
    if revision == record.machine.live:
        return Role.LIVE
    return Role.CANDIDATE if revision == deployment.target and not deployment.finished else Role.LEAVING


def _images(tasks: list[TaskRecord]) -> tuple[str, ...]:
    """The last parts of the images' names with short digests, which tell releases apart."""
    images = {str(one.definition.get("image", "")) for task in tasks for one in task.containers}
    return tuple(sorted(LONG_ID.sub(r"\1", image.rpartition("/")[2]) for image in images))


def name_of_revision(revision: Revision) -> str:
    """Its task definition without the ARN (family:7)."""
    return revision.task_definition.rpartition("/")[2]


def _deployment(record: ServiceRecord, journal: Journal) -> model.Deployment | None:
    deployment = record.machine.deployment
    if deployment is None:
        return None
    target = name_of_revision(record.revisions[deployment.target])
    trail = journal.trails.get(deployment.arn, ())
    return see_deployment(deployment, target, trail, record.machine.pace)
