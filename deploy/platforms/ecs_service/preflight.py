"""Looks whether ECS can begin with a component, before anything is sent."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from deploy.connectors.alarms.port import Alarm, Color
from deploy.connectors.ecs.port import GOES_BACK, GOES_ON, Deployment, Service
from deploy.model.goal import ROLLOUTS, Goal, Verb
from deploy.model.history import History
from deploy.model.plan import Objection
from deploy.platforms.ecs_service import refusals
from deploy.platforms.ecs_service.definition import ecs_task
from deploy.platforms.ecs_service.mooring import Mooring
from deploy.platforms.ecs_service.sight import CONFIRMED
from deploy.platforms.ecs_service.sighting import Sighting
from deploy.rollout.findings import Beginning, Findings
from deploy.settings.platform import LaunchType


@dataclass(frozen=True)
class Ground:
    """What was asked for, what is remembered, and what was seen."""

    mooring: Mooring
    begins: Beginning
    looked: Sighting
    """The look that the plan was made from."""

    @property
    def goal(self) -> Goal:
        """What was asked for."""
        return self.begins.goal

    @property
    def past(self) -> History:
        """What is remembered."""
        return self.begins.past

    @property
    def service(self) -> Service | None:
        """The service."""
        return self.looked.service

    @property
    def deployment(self) -> Deployment | None:
        """Its newest deployment."""
        return self.looked.deployment

    @property
    def is_on_its_way(self) -> bool:
        """Whether a deployment of the very release goes on: it was looked at when it began."""
        seen = self.deployment
        return seen is not None and seen.status in GOES_ON and seen.target.release == self.goal.release.name


@dataclass(frozen=True)
class EcsPreflight:
    """The preflight of one component."""

    mooring: Mooring

    def __call__(self, begins: Beginning) -> Findings:
        """Everything that speaks against it, and what could not be asked."""
        seen = Ground(self.mooring, begins, self.mooring.last())
        if seen.is_on_its_way:
            return Findings(tuple(_under_way(seen)))
        checks = (*_CHECKS, *_TO_START) if begins.starts_copies else _CHECKS
        objections = tuple(objection for check in checks for objection in check(seen))
        return Findings(objections, tuple(_remarks(seen)))


def _under_way(seen: Ground) -> Iterator[Objection]:
    """A deployment is ours where the ledger knows its release, and a run that could have left it."""
    deployment = seen.deployment
    if deployment is None or deployment.status not in GOES_ON | GOES_BACK:
        return
    runs = [run for run in seen.past.runs if run.verb in ROLLOUTS]
    known = {run.release for run in runs} | {seen.past.live}
    is_open = bool(runs) and not runs[-1].is_settled
    could_be_left = is_open or deployment.stage in CONFIRMED or deployment.status in GOES_BACK
    if deployment.target.release not in known or not could_be_left:
        yield refusals.under_way(seen.mooring.component.name, deployment)


def _baking(seen: Ground) -> Iterator[Objection]:
    """A deployment that bakes is never superseded: what the next would go back to is not certain then."""
    deployment = seen.deployment
    if deployment is None or deployment.status not in GOES_ON or deployment.stage != "BAKE_TIME":
        return
    source = deployment.source.release if deployment.source else ""
    if seen.goal.release.name != source:
        yield refusals.baking(seen.mooring.component.name, deployment.target.release)


def _service(seen: Ground) -> Iterator[Objection]:
    name, past = seen.mooring.berth.service, seen.past
    if seen.service is None and past.live:
        yield refusals.service_gone(name, past.live, is_inactive=seen.mooring.ecs.is_gone(name))
    if seen.service and not seen.service.desired:
        yield refusals.scaled_to_zero(name)
    if seen.service and seen.service.endless_pauses:
        yield refusals.endless_pause(name, seen.service.endless_pauses)


def _rules(seen: Ground) -> Iterator[Objection]:
    door = seen.mooring.berth.door
    if door is None:
        return
    rules = (door.production_rule, door.test_rule)
    weights = seen.mooring.outlook.elb.weights(rules)
    groups = {door.target_group, door.alternate_target_group}
    for rule in rules:
        if not groups <= set(weights.get(rule, {})):
            yield refusals.rule_without_groups(rule, groups - set(weights.get(rule, {})), rule in weights)


def _alarms(seen: Ground) -> Iterator[Objection]:
    """A way back is what a red alarm asks for; only a way forward is refused."""
    if seen.goal.verb is Verb.ROLLBACK:
        return
    for alarm in _looked_at(seen):
        if alarm.color is not Color.GREEN:
            yield refusals.alarm(alarm)


def _capacity(seen: Ground) -> Iterator[Objection]:
    """On machines of our own both sides have to find room; Fargate's quota is nobody's to ask here."""
    mooring = seen.mooring
    if mooring.platform.launch_type is not LaunchType.EC2:
        return
    task, room = ecs_task(mooring.component), mooring.ecs.room()
    count = _count(seen)
    if room.cpu_units < count * task.cpu_units or room.memory_mib < count * task.memory_mib:
        yield refusals.no_room(mooring.component.name, count, task, room)


def _image(seen: Ground) -> Iterator[Objection]:
    """An image that is gone, or a tag that was moved: found here by a way back, by a deploy as it begins."""
    mooring, release = seen.mooring, seen.goal.release
    if seen.goal.verb is not Verb.ROLLBACK or mooring.settings.images.registry is not None:
        return
    artifact = release.artifact(mooring.component.name)
    there = mooring.outlook.registry.digest(artifact.image, release.name)
    if there != artifact.digest:
        yield refusals.image_gone(artifact, release.name, there, _other(seen))


def _definition(seen: Ground) -> Iterator[Objection]:
    """A definition that is gone can only be made again while the settings are what they were."""
    mooring, release = seen.mooring, seen.goal.release
    recorded = release.artifact(mooring.component.name).config_hash
    if not recorded or recorded == mooring.component.config_hash:
        return
    if not mooring.ecs.definition_of(mooring.berth.service, release.name):
        yield refusals.definition_gone(mooring.component.name, release.name, _other(seen))


def _other(seen: Ground) -> str:
    """Another release that was proved, the newest first; empty where there is none."""
    names = {seen.goal.release.name, seen.past.live}
    others = [n for n in reversed(seen.past.proved) if n not in names and not seen.past.is_bad(n)]
    return others[0] if others else ""


_Check = Callable[[Ground], Iterator[Objection]]
_CHECKS: tuple[_Check, ...] = (_under_way, _baking, _service, _rules, _alarms)
_TO_START: tuple[_Check, ...] = (_capacity, _image, _definition)


def _remarks(seen: Ground) -> Iterator[str]:
    """What a person should know although it speaks against nothing."""
    mooring, name = seen.mooring, seen.mooring.component.name
    if seen.service is None and not seen.past.live:
        service = mooring.berth.service
        yield f"{name}: the first deployment; it makes the service {service}, with nothing to go back to"
    if seen.begins.starts_copies and mooring.platform.launch_type is LaunchType.FARGATE:
        yield f"{name}: {_wanted_tasks(seen)}; Fargate's quota was not asked"
    recorded = {a.component: a.config_hash for a in seen.goal.release.artifacts}.get(name, "")
    if recorded and recorded != mooring.component.config_hash:
        release = seen.goal.release.name
        yield f"{name}: the settings have changed since {release} was recorded; it runs as recorded"
    if seen.goal.verb is Verb.ROLLBACK:
        red = [alarm.name for alarm in _looked_at(seen) if alarm.color is Color.RED]
        yield from (f"{name}: alarm {alarm} is red; the way back is not held up by it" for alarm in red)


def _wanted_tasks(seen: Ground) -> str:
    count = _count(seen)
    tasks = "1 task" if count == 1 else f"{count} tasks"
    return f"{tasks} more, beside the {count} that it has" if seen.service else f"needs {tasks}"


def _looked_at(seen: Ground) -> tuple[Alarm, ...]:
    names = seen.mooring.component.alarms
    return seen.mooring.outlook.alarms.look(names) if names else ()


def _count(seen: Ground) -> int:
    """The live count is what counts; the settings' is for a service that is not there yet."""
    desired = seen.service.desired if seen.service else 0
    return desired or seen.mooring.component.scale.count
