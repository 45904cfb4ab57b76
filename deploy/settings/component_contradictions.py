"""What cannot be true together within one component."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Final

from deploy.model.goal import Strategy
from deploy.model.standing import ALL_TRAFFIC
from deploy.settings.component import ComponentTable
from deploy.settings.contradiction import Contradiction, listed
from deploy.settings.platform import PlatformKind
from deploy.settings.positions import KeyPath
from deploy.settings.schema import SettingsFile

_STEPWISE: Final = frozenset({Strategy.CANARY, Strategy.LINEAR})


def of_component(name: str, component: ComponentTable, file: SettingsFile) -> Iterator[Contradiction]:
    """Everything in one component that speaks against something else."""
    for look in _LOOKS:
        yield from look(("components", name), component, file)


def _stages(path: KeyPath, component: ComponentTable, _file: SettingsFile) -> Iterator[Contradiction]:
    stages = component.stages
    rising = all(before < after for before, after in pairwise(stages))
    if not rising or stages[-1] != ALL_TRAFFIC:
        yield Contradiction(
            (*path, "stages"),
            f"stages of {path[-1]} are {listed(stages)}",
            f"shares of traffic must rise from stage to stage and end at {ALL_TRAFFIC}",
            "for example: stages = [10, 100]",
        )
    elif (len(stages) > 1) != (component.strategy in _STEPWISE):
        yield Contradiction(
            (*path, "stages"),
            f'stages of {path[-1]} are {listed(stages)} with strategy "{component.strategy.value}"',
            "canary and linear move in stages; rolling and blue-green move at once",
            'set strategy = "canary" with two stages or more, or stages = [100]',
        )


def _ecs_steps(path: KeyPath, component: ComponentTable, file: SettingsFile) -> Iterator[Contradiction]:
    """ECS moves the traffic itself: a canary in two steps, a linear change in equal ones."""
    stages, strategy = component.stages, component.strategy.value
    is_ours = _kind(component, file) is PlatformKind.ECS_SERVICE and len(stages) > 1
    if not is_ours or stages == _steps_of_ecs(component):
        return
    yield Contradiction(
        (*path, "stages"),
        f'stages of {path[-1]} are {listed(stages)} with strategy "{strategy}" on ecs-service',
        "ECS takes the steps itself: with canary one share and then all, with linear equal steps",
        f"for example: stages = {listed(_steps_of_ecs(component))}",
    )


def _steps_of_ecs(component: ComponentTable) -> tuple[int, ...]:
    """The stages that ECS makes of the first one."""
    first = component.stages[0]
    if component.strategy is Strategy.CANARY:
        return (first, ALL_TRAFFIC)
    if component.strategy is Strategy.LINEAR:
        return (*range(first, ALL_TRAFFIC, first), ALL_TRAFFIC)
    return component.stages


def _kind(component: ComponentTable, file: SettingsFile) -> PlatformKind:
    return component.platform or file.platform.kind


def _door(path: KeyPath, component: ComponentTable, _file: SettingsFile) -> Iterator[Contradiction]:
    missing = [key for key in ("port", "health_path") if getattr(component, key) is None]
    if component.has_traffic and missing:
        yield Contradiction(
            path,
            f"{path[-1]} has traffic, and no {' and no '.join(missing)}",
            "the front door has to know where to knock",
            f"add {' and '.join(missing)}, or has_traffic = false for a worker",
        )
    if not component.has_traffic and component.strategy is not Strategy.ROLLING:
        yield Contradiction(
            (*path, "strategy"),
            f'{path[-1]} has no traffic, and strategy "{component.strategy.value}"',
            "where no traffic is, none can be moved: such a component rolls",
            'set strategy = "rolling"',
        )


def _health(path: KeyPath, component: ComponentTable, file: SettingsFile) -> Iterator[Contradiction]:
    health, limit = component.health, file.waits.healthy_seconds
    start = health.start_seconds or 0
    needed = start + health.interval_seconds * health.threshold
    if limit < needed:
        yield Contradiction(
            ("waits", "healthy_seconds"),
            f"waits.healthy_seconds is {limit:g}, and {path[-1]} needs {needed:g} to be called healthy",
            f"start {start:g} + interval {health.interval_seconds:g} x threshold {health.threshold} "
            f"= {needed:g} > {limit:g}",
            f"set healthy_seconds to {needed:g} or more",
        )
    if health.timeout_seconds > health.interval_seconds:
        yield Contradiction(
            (*path, "health", "timeout_seconds"),
            f"health.timeout_seconds of {path[-1]} ({health.timeout_seconds:g}) is longer than "
            f"health.interval_seconds ({health.interval_seconds:g})",
            f"{health.timeout_seconds:g} > {health.interval_seconds:g}: the next question comes first",
            "lower timeout_seconds, or raise interval_seconds",
        )


def _scale(path: KeyPath, component: ComponentTable, _file: SettingsFile) -> Iterator[Contradiction]:
    scale = component.scale
    least, most = scale.least or 1, scale.most or max(scale.count, scale.least or 1)
    if not least <= scale.count <= most:
        yield Contradiction(
            (*path, "scale"),
            f"scale of {path[-1]}: least {least}, count {scale.count}, most {most}",
            f"must be least <= count <= most, and {least} <= {scale.count} <= {most} is not so",
            "correct the three numbers",
        )


def _ecs_task(path: KeyPath, component: ComponentTable, file: SettingsFile) -> Iterator[Contradiction]:
    if _kind(component, file) is PlatformKind.ECS_SERVICE and component.ecs_service is None:
        yield Contradiction(
            path,
            f"{path[-1]} runs on ecs-service, and [{'.'.join(map(str, path))}.ecs_service] is missing",
            "ECS needs the name of the service and the size of an ECS task",
            f"add [{'.'.join(map(str, path))}.ecs_service] with service, cpu_units and memory_mib",
        )


def _given_twice(path: KeyPath, component: ComponentTable, _file: SettingsFile) -> Iterator[Contradiction]:
    for variable in component.environment:
        if variable in component.secrets:
            yield Contradiction(
                (*path, "environment", variable),
                f"{variable} is an environment variable and a secret of {path[-1]}",
                "one of them would win silently",
                "delete it from environment or from secrets",
            )


_LOOKS: Final[tuple[Callable[[KeyPath, ComponentTable, SettingsFile], Iterator[Contradiction]], ...]] = (
    _stages,
    _ecs_steps,
    _door,
    _health,
    _scale,
    _ecs_task,
    _given_twice,
)
