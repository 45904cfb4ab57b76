"""Which hook runs after which module of moto is imported."""

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from rehearsal.control.after_import import AfterImport
from rehearsal.control.plane import ControlPlane

if TYPE_CHECKING:
    from collections.abc import Callable

# (module of moto, module of ours with `install(plane)`)
HOOKS: tuple[tuple[str, str], ...] = (
    ("moto.utilities.utils", "rehearsal.control.hooks.resources"),
    ("moto.iam.models", "rehearsal.control.hooks.iam"),
    ("moto.ec2.models", "rehearsal.control.hooks.ec2"),
    ("moto.ecs.models", "rehearsal.control.hooks.ecs"),
    ("moto.cloudwatch.models", "rehearsal.control.hooks.cloudwatch"),
    ("moto.sqs.models", "rehearsal.control.hooks.sqs"),
    ("moto.secretsmanager.models", "rehearsal.control.hooks.secretsmanager"),
    ("moto.cloudfront.models", "rehearsal.control.hooks.cloudfront"),
    ("moto.elasticache.models", "rehearsal.control.hooks.elasticache"),
    ("moto.elasticache.models", "rehearsal.databases.cache_hooks"),
    ("moto.rds.models", "rehearsal.control.hooks.rds"),
    ("moto.rds.models", "rehearsal.databases.rds_hooks"),
    ("moto.elbv2.models", "rehearsal.balancer.hooks"),
    ("moto.elbv2.models", "rehearsal.balancer.refusals"),
    ("moto.ecr.models", "rehearsal.registry.hooks"),
)


def install_hooks(plane: ControlPlane) -> None:
    """Let every hook run as soon as its module is there."""
    waiting: dict[str, list[Callable[[], None]]] = {}
    for trigger, hook in HOOKS:
        waiting.setdefault(trigger, []).append(partial(_install, hook, plane))
    AfterImport(waiting).install()


def _install(hook: str, plane: ControlPlane) -> None:
    import_module(hook).install(plane)
