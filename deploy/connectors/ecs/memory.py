"""ECS from what was written down; what is sent is kept, and changes nothing by itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from deploy.connectors.ecs.port import (
    Creation,
    Definition,
    Deployment,
    Rollout,
    Room,
    SeenTask,
    Service,
)


@dataclass
class MemoryEcs:
    """One cluster at one moment."""

    services: Mapping[str, Service] = field(default_factory=dict)
    deployments: Mapping[str, Deployment] = field(default_factory=dict)
    """The newest deployment by the name of its service."""
    gone: frozenset[str] = frozenset()
    stopped: tuple[SeenTask, ...] = ()
    running: tuple[SeenTask, ...] = ()
    left: Room = field(default_factory=Room)
    definitions: dict[tuple[str, str], str] = field(default_factory=dict)
    sent: list[str] = field(default_factory=list)
    """What was sent, in order."""
    rollouts: list[Rollout] = field(default_factory=list)

    def service(self, name: str) -> Service | None:
        """The service, where there is an active one."""
        return self.services.get(name)

    def is_gone(self, name: str) -> bool:
        """Whether there was one that is inactive now."""
        return name in self.gone

    def tasks_of(self, _service: str, _definition: str, *, stopped: bool) -> tuple[SeenTask, ...]:
        """Tasks that run, or have stopped lately."""
        return self.stopped if stopped else self.running

    def room(self) -> Room:
        """What is left on the container instances."""
        return self.left

    def newest_deployment(self, service: str) -> Deployment | None:
        """The newest service deployment."""
        return self.deployments.get(service)

    def definition_of(self, family: str, release: str) -> str:
        """The task definition of a release."""
        return self.definitions.get((family, release), "")

    def register(self, definition: Definition) -> str:
        """Keep a task definition."""
        arn = f"{definition.family}:{len(self.definitions) + 1}"
        self.definitions[definition.family, definition.release] = arn
        self.sent.append(f"register {definition.family} {definition.release}")
        return arn

    def create(self, service: str, rollout: Rollout, _creation: Creation) -> None:
        """Keep that it was sent."""
        self.sent.append(f"create {service} {rollout.task_definition}")
        self.rollouts.append(rollout)

    def roll_out(self, service: str, rollout: Rollout) -> None:
        """Keep that it was sent."""
        self.sent.append(f"roll out {service} {rollout.task_definition}")
        self.rollouts.append(rollout)

    def answer(self, deployment: str, _hook_id: str, *, goes_on: bool) -> None:
        """Keep that it was sent."""
        self.sent.append(f"{'continue' if goes_on else 'send back'} {deployment}")

    def roll_back(self, deployment: str) -> None:
        """Keep that it was sent."""
        self.sent.append(f"roll back {deployment}")
