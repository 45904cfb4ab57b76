"""Premises and histories of maintenances, made short."""

from deploy.model.history import History
from deploy.model.maintenance import ALL_OF_IT, Capacity, Instance, Maintenance, Premises, Upkeep

NOTICE = "Back soon"
THREE = Capacity(3, 3, scales=True)
RESTING = Capacity(3, 3, scales=True, suspended=ALL_OF_IT)
ONE = Capacity(1, 1)
EMPTY = Capacity(0, 0, scales=True, suspended=ALL_OF_IT)

OPEN = Premises((Upkeep("worker", has_door=False, capacity=ONE), Upkeep("web", capacity=THREE)))
CLOSED = Premises(
    (
        Upkeep("worker", has_door=False, capacity=Capacity(0, 0)),
        Upkeep("web", notice=NOTICE, capacity=EMPTY),
    )
)
FORMER = (("worker", ONE), ("web", THREE))
PAGE_ON = Maintenance("monday", "ada", "disks", has_page=True, former=FORMER)


def on(maintenance: Maintenance | None) -> History:
    """A history with a maintenance."""
    return History(maintenance=maintenance)


def machines(*instances: Instance, web: Capacity = THREE, notice: str = "") -> Premises:
    """One component on machines of ours."""
    return Premises((Upkeep("web", notice=notice, capacity=web),), instances)
