"""How a rollout is played on each kind of platform, one folder a kind, all with the same three ports.

A platform speaks to the world through ports of connectors; what to do and when is decided in `rollout`.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from deploy.errors import ToolMissing
from deploy.settings.platform import PlatformKind

if TYPE_CHECKING:
    from deploy.platforms.rooms import Rooms
    from deploy.rollout.ports import Built
    from deploy.settings.schema import Settings


class Build(Protocol):
    """Builds one platform of the rooms that it asks for."""

    def __call__(self, settings: "Settings", rooms: "Rooms") -> "Built":
        """Everything that rollouts need of the platform."""
        ...


PLATFORMS = {
    PlatformKind.MEMORY: "deploy.platforms.memory.build",
    PlatformKind.ECS_SERVICE: "deploy.platforms.ecs_service.build",
}
"""The module of each kind, with a function `build`; imported when it is needed, for the heavy ones."""


def builder_of(kind: PlatformKind) -> Build:
    """The function that builds this kind."""
    if kind not in PLATFORMS:
        built = ", ".join(PLATFORMS)
        raise ToolMissing(
            "platform-not-built",
            what=f"this version cannot deploy to {kind.value} yet",
            why=f"the inside of that platform comes with another issue; built today: {built}",
            do="--env=memory shows the same plan, runner, ledger and screen without a cloud",
        )
    return cast("Build", import_module(PLATFORMS[kind]).build)
