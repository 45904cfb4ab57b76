"""The page as a part: it notes what passes, and serves whoever watches."""

from rehearsal.control.plane import ControlPlane
from rehearsal.page.glass import Glass
from rehearsal.page.journal import Journal
from rehearsal.page.model import Snapshot
from rehearsal.page.site import PREFIX, Site
from rehearsal.page.snapshot import Sight, services_of, take_snapshot
from rehearsal.page.stream import Watchers

LOCK_WITHIN = 0.5
GOODBYE = 1.0


class PagePart:
    """Looks only while somebody watches; the journal alone is kept all the time."""

    def __init__(self) -> None:
        self.watchers = Watchers()
        self.journal = Journal()

    def start(self, plane: ControlPlane) -> None:
        """Serve the page; after a reset on a clean journal."""
        self.watchers, self.journal = Watchers(), Journal()
        self._sight = Sight(plane, self.journal)
        plane.add_page(PREFIX, Site(Glass(self._look), self.watchers))
        plane.add_action("watchers", lambda _: self.watchers.count)

    def tick(self, now: float) -> None:
        """Note the stages, and once a second the traffic."""
        newest = (record.machine.deployment for _, record in services_of(self._sight.plane))
        self.journal.note_stages(one for one in newest if one is not None)
        balancer = self._sight.balancer
        if balancer is not None and self.journal.is_due(now):
            self.journal.note_traffic(balancer.snapshot())

    def stop(self) -> None:
        """Say goodbye to every watcher, who needs no lock for it."""
        self.watchers.end(GOODBYE)

    def save(self) -> object:
        """Nothing: what passed is gone with the server."""
        return None

    def load(self, saved: object) -> None:
        """Nothing to take back."""

    def _look(self) -> Snapshot | None:
        """Take a snapshot under the lock, unless somebody holds that for long."""
        lock = self._sight.plane.lock
        if not lock.acquire(timeout=LOCK_WITHIN):
            return None
        try:
            return take_snapshot(self._sight)
        finally:
            lock.release()
