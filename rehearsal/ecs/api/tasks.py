"""RunTask, StopTask, DescribeTasks and ListTasks."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from rehearsal.control.gaps import ApiError
from rehearsal.ecs.api.door import Desk, invalid, paged
from rehearsal.ecs.api.task_shape import task_shape
from rehearsal.ecs.api.validation import client_token
from rehearsal.ecs.records.service import Place
from rehearsal.ecs.records.task import Origin, StopCode, TaskRecord, TaskStatus
from rehearsal.ecs.starting import NoRoom, Wish, make_task, seat_from
from rehearsal.ecs.tasks.definition import find_definition

MOST_AT_ONCE = 10
MOST_DESCRIBED = 100
STOPPED_BY_USER = "Task stopped by user"


def run_task(desk: Desk) -> Mapping[str, Any]:
    """Start tasks that belong to no service."""
    request, place = desk.request, desk.place()
    token = client_token(request)
    if token in desk.living.tokens:
        return _again(desk, token)
    count = int(request.get("count", 1))
    if not 1 <= count <= MOST_AT_ONCE:
        raise invalid(f"count should be from 1 to {MOST_AT_ONCE}.")
    wish = _wish(desk, place)
    tasks: list[TaskRecord] = []
    failures: list[dict[str, str]] = []
    for _ in range(count):
        try:
            task = make_task(desk.backend, wish, desk.now)
        except NoRoom:
            failures.append({"arn": place.cluster_arn, "reason": "RESOURCE:MEMORY"})
        else:
            desk.living.tasks[task.arn] = task
            tasks.append(task)
    if token:
        desk.living.tokens[token] = (_fingerprint(request), *(task.arn for task in tasks))
    return {"tasks": [task_shape(task, tags=True) for task in tasks], "failures": failures}


def _again(desk: Desk, token: str) -> Mapping[str, Any]:
    """A repeated token gives the same tasks, and is refused for another request."""
    fingerprint, *arns = desk.living.tokens[token]
    if fingerprint != _fingerprint(desk.request):
        raise ApiError("ConflictException", "The client token was used with other parameters.")
    known = [desk.living.tasks[arn] for arn in arns if arn in desk.living.tasks]
    return {"tasks": [task_shape(task, tags=True) for task in known], "failures": []}


def _fingerprint(request: Mapping[str, Any]) -> str:
    return sha256(json.dumps(dict(request), sort_keys=True, default=str).encode()).hexdigest()


def _wish(desk: Desk, place: Place) -> Wish:
    request = desk.request
    definition = find_definition(desk.backend, str(request["taskDefinition"]))
    if definition.network_mode == "awsvpc" and not request.get("networkConfiguration"):
        raise invalid("Network Configuration must be provided when networkMode 'awsvpc' is specified.")
    overrides = dict(request.get("overrides") or {})
    known = {container["name"] for container in definition.container_definitions}
    for change in overrides.get("containerOverrides", []):
        if change.get("name") not in known:
            raise invalid(
                f"Override for container named {change.get('name')} is not a container in the TaskDefinition."
            )
    spec = dict(request)
    if not spec.get("launchType") and not spec.get("capacityProviderStrategy"):
        default = desk.backend.clusters[place.cluster].default_capacity_provider_strategy
        spec["capacityProviderStrategy"] = default or []
    origin = Origin(
        started_by=str(request.get("startedBy") or ""),
        group=str(request.get("group") or f"family:{definition.family}"),
    )
    return Wish(place, definition, origin, seat_from(spec), overrides, list(request.get("tags") or []))


def start_task(_: Desk) -> Mapping[str, Any]:
    """Nobody chooses the instance of a task here; moto's own answer would be a task that never runs."""
    raise NotImplementedError("The ecs StartTask action has not been implemented")


def stop_task(desk: Desk) -> Mapping[str, Any]:
    """Ask for the end of a task."""
    task = desk.task()
    task.end(StopCode.USER, str(desk.request.get("reason") or STOPPED_BY_USER), desk.now)
    return {"task": task_shape(task)}


def describe_tasks(desk: Desk) -> Mapping[str, Any]:
    """Show tasks; those that are not there are listed as failures."""
    place, names = desk.place(), list(desk.request["tasks"])
    if not names:
        raise invalid("Tasks cannot be empty.")
    if len(names) > MOST_DESCRIBED:
        raise invalid(f"You can describe up to {MOST_DESCRIBED} tasks at once.")
    tags = "TAGS" in (desk.request.get("include") or [])
    shown, failures = [], []
    for name in names:
        task = desk.living.task(place.cluster, str(name))
        if task is None:
            arn = f"{place.cluster_arn.replace(':cluster/', ':task/')}/{str(name).rpartition('/')[2]}"
            failures.append({"arn": arn, "reason": "MISSING"})
        else:
            shown.append(task_shape(task, tags=tags))
    return {"tasks": shown, "failures": failures}


def list_tasks(desk: Desk) -> Mapping[str, Any]:
    """List the ARNs of the tasks that fit every filter; running ones unless stopped ones are asked for."""
    place, request = desk.place(), desk.request
    found = [
        task.arn
        for task in desk.living.tasks.values()
        if task.place.cluster == place.cluster and all(_filters(task, request))
    ]
    return paged(request, "taskArns", found)


def _filters(task: TaskRecord, request: Mapping[str, Any]) -> list[bool]:
    family = task.task_definition.rpartition("/")[2].partition(":")[0]
    service = str(request.get("serviceName") or "").rpartition("/")[2]
    instance = str(request.get("containerInstance") or "").rpartition("/")[2]
    wanted = "STOPPED" if not task.wanted or task.status is TaskStatus.STOPPED else "RUNNING"
    return [
        wanted == (request.get("desiredStatus") or "RUNNING"),
        request.get("family") in {None, family},
        not service or task.origin.group == f"service:{service}",
        not instance or task.seat.instance.endswith(f"/{instance}"),
        request.get("startedBy") in {None, task.origin.started_by},
        request.get("launchType") in {None, task.seat.launch_type},
    ]
