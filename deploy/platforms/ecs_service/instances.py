"""The container instances of a cluster; on Fargate there are none, and nobody may pretend there were."""

from collections import Counter
from dataclasses import dataclass

from deploy.connectors.fleet.port import Fleet
from deploy.model.maintenance import Instance
from deploy.model.topology import Berth


@dataclass(frozen=True)
class EcsInstances:
    """The machines that the copies of a system run on."""

    fleet: Fleet
    berths: tuple[Berth, ...]

    def look(self) -> tuple[Instance, ...]:
        """All machines, each with the copies that are not over yet."""
        counts = {berth.component: Counter(self.fleet.places(berth.service)) for berth in self.berths}
        return tuple(
            Instance(
                one.name,
                one.is_draining,
                tuple((name, count[one.arn]) for name, count in counts.items() if count[one.arn]),
            )
            for one in self.fleet.instances()
        )

    def drain(self, names: tuple[str, ...]) -> None:
        """Let ECS start the copies elsewhere, and stop them here once they have drained."""
        self._set(names, is_draining=True)

    def activate(self, names: tuple[str, ...]) -> None:
        """Let copies be put there again."""
        self._set(names, is_draining=False)

    def _set(self, names: tuple[str, ...], *, is_draining: bool) -> None:
        ours = [one for one in self.fleet.instances() if one.name in names]
        arns = tuple(one.arn for one in ours if one.is_draining is not is_draining)
        if arns:
            self.fleet.set_draining(arns, is_draining=is_draining)
