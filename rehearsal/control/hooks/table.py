"""Which hook runs after which module of moto is imported."""

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from rehearsal.control.after_import import AfterImport
from rehearsal.control.plane import ControlPlane

if TYPE_CHECKING:
    from collections.abc import Callable

# (module of moto, module of ours with `install(plane)`)
HOOKS: tuple[tuple[str, str], ...] = ()


def install_hooks(plane: ControlPlane) -> None:
    """Let every hook run as soon as its module is there."""
    waiting: dict[str, list[Callable[[], None]]] = {}
    for trigger, hook in HOOKS:
        waiting.setdefault(trigger, []).append(partial(_install, hook, plane))
    AfterImport(waiting).install()


def _install(hook: str, plane: ControlPlane) -> None:
    import_module(hook).install(plane)
