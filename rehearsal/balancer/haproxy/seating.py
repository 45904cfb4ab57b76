"""Which target sits in which server slot of one haproxy, and the commands that change it."""

from ipaddress import ip_address

from rehearsal.balancer.haproxy.backends import Seats
from rehearsal.balancer.haproxy.quoting import named
from rehearsal.balancer.health import GONE
from rehearsal.balancer.plane.targets import GroupState, TargetState
from rehearsal.balancer.view import TargetGroup, TargetKey

_LEAST = 8


def seats_for(group: TargetGroup) -> int:
    """How many seats a group gets: twice its targets, as old and new ones meet there."""
    if group.cookie:
        return len(group.targets)
    return max(_LEAST, 1 << (2 * len(group.targets) - 1).bit_length())


def unused_seats(group: TargetGroup, count: int) -> Seats:
    """A group's seats before anybody takes requests; with cookies every target has a seat of its own."""
    targets = group.targets if group.cookie else ()
    return Seats(count, {target.key: f"s{number}" for number, target in enumerate(targets, 1)})


class Seating:
    """The seats of one group in one process."""

    def __init__(self, group: TargetGroup, count: int) -> None:
        self._backend = named("g", group.arn)
        self._count = count
        self._fixed = bool(group.cookie)
        self._taken: dict[TargetKey, str] = dict(unused_seats(group, count).taken)
        self._ready: dict[str, str] = {}
        self._cut: set[TargetKey] = set()
        self.is_full = False

    @property
    def seats(self) -> Seats:
        """Who sits where now."""
        return Seats(self._count, dict(self._taken), dict(self._ready))

    def active(self, sessions: dict[tuple[str, str], int]) -> dict[TargetKey, int]:
        """Requests on their way by target."""
        return {key: sessions.get((self._backend, seat), 0) for key, seat in self._taken.items()}

    def arrange(self, group: GroupState | None, active: dict[TargetKey, int]) -> list[str]:
        """Let the targets that take requests have a seat; what leaves keeps its own while it works."""
        known = {} if group is None else {**group.targets, **group.leaving}
        ready = {} if group is None else {one.key: one for one in group.ready if _is_address(one.host)}
        commands = self._stand_down(ready) + self._cut_short(known)
        if not self._fixed:
            self._clear(known, active)
        for key, state in ready.items():
            commands += self._seat(key, state)
        return commands

    def _stand_down(self, ready: dict[TargetKey, TargetState]) -> list[str]:
        leaving = [seat for key, seat in self._taken.items() if seat in self._ready and key not in ready]
        for seat in leaving:
            del self._ready[seat]
        return [f"set server {self._backend}/{seat} state maint" for seat in leaving]

    def _cut_short(self, known: dict[TargetKey, TargetState]) -> list[str]:
        """End what a drained target still sends: its delay is over."""
        over = [key for key, one in known.items() if one.health is GONE and key not in self._cut]
        self._cut |= set(over)
        seats = [self._taken[key] for key in over if key in self._taken]
        return [f"shutdown sessions server {self._backend}/{seat}" for seat in seats]

    def _clear(self, known: dict[TargetKey, TargetState], active: dict[TargetKey, int]) -> None:
        for key in list(self._taken):
            if key not in known and not active.get(key):
                del self._taken[key]
                self._cut.discard(key)

    def _seat(self, key: TargetKey, state: TargetState) -> list[str]:
        seat = self._taken.get(key) or self._free()
        if seat is None:
            self.is_full = True
            return []
        self._taken[key] = seat
        address = f"{state.host}:{state.port}"
        if self._ready.get(seat) == address:
            return []
        self._ready[seat] = address
        server = f"{self._backend}/{seat}"
        return [
            f"set server {server} addr {state.host} port {state.port}",
            f"set server {server} state ready",
        ]

    def _free(self) -> str | None:
        taken = set(self._taken.values())
        return next((name for name in Seats(self._count).names if name not in taken), None)


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
