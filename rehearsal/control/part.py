"""What a part of the rehearsal offers to the control plane."""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from rehearsal.control.plane import ControlPlane


class Part(Protocol):
    """Something that lives on the records: the ECS runtime, the load balancers, the registry, the databases.

    The order in a server's life is `load` (only where a saved state was found), `start`, many `tick`s,
    `save`, `stop`. A reset is `stop` and then `start` on empty records, so `start` after `stop` begins from
    nothing. A killed server calls neither `save` nor `stop`: what a part leaves outside this process
    (children, containers, files) it notes under `plane.folder`, and clears or adopts in the next `start`.
    """

    def start(self, plane: "ControlPlane") -> None:
        """Begin; gaps, actions and addresses are registered here. Called under the lock."""

    def tick(self, now: float) -> None:
        """One short step of the reconciler, under the lock, about every 100 ms; `now` is monotonic seconds.

        It must not wait: what takes longer than a few milliseconds belongs on a thread of the part.
        """

    def stop(self) -> None:
        """End everything the part runs. Called under the lock."""

    def save(self) -> object:
        """What has to survive a restart and is not in moto's records; it must pickle. Under the lock."""

    def load(self, saved: object) -> None:
        """Take back what `save` gave, before `start`; moto's own records are already restored."""
