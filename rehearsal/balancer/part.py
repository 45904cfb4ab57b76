"""The load balancer as a part: records go to the data plane, and what it sees comes back to the records."""

import logging
import os
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from threading import Condition
from time import monotonic
from typing import TYPE_CHECKING

from rehearsal.balancer.addresses import AddressBook
from rehearsal.balancer.engine import DataPlane, OnReport
from rehearsal.balancer.engines import engine_here, plane_of
from rehearsal.balancer.health import DRAINING, GONE, REGISTERING, Health
from rehearsal.balancer.messages import Order, Pace, Report
from rehearsal.balancer.publisher import Publisher
from rehearsal.balancer.records import Surroundings, key_of, read_view
from rehearsal.balancer.shapes import Backend, GroupRecord
from rehearsal.balancer.stats import Snapshot, Stats
from rehearsal.balancer.tls import certificate_for
from rehearsal.balancer.view import Certificate, TargetKey, View

if TYPE_CHECKING:
    from rehearsal.control.plane import ControlPlane

logger = logging.getLogger(__name__)
# How many times faster than asked health checks and drains run; 1 is AWS's own pace.
PACE_VARIABLE = "REHEARSAL_BALANCER_PACE"
# Set on moto's EC2 instances by whoever runs something for them: where that answers on this machine.
INSTANCE_HOST = "rehearsal_host"
# A data plane answers within milliseconds; one that does not must not hold up a save for long.
_REPORT_SECONDS = 1.0


class BalancerPart:
    """Makes every application load balancer of the records answer on its address."""

    def __init__(
        self, engine: Callable[[OnReport], DataPlane] | None = None, pace: Pace | None = None
    ) -> None:
        self.addresses = AddressBook()
        self._make_engine = engine or plane_of(engine_here())
        self._pace = pace or _pace_asked()
        self._plane: ControlPlane | None = None
        self._engine: DataPlane | None = None
        self._begin()

    def _begin(self) -> None:
        self._stats = Stats()
        self._publisher = Publisher()
        self._order = Order(0, View(), self._pace)
        self._inbox: deque[Report] = deque()
        self._health: Mapping[TargetKey, Health] = {}
        self._ports: Mapping[str, int] = {}
        self._reported = Condition()
        self.applied = 0

    def start(self, plane: "ControlPlane") -> None:
        """Get ready; the data plane itself starts with the first thing to route."""
        self._plane = plane
        self._begin()
        plane.add_action("load-balancers", lambda _: self.doors())

    def tick(self, now: float) -> None:
        """Send the records where they changed; write what was seen into them."""
        plane = self._plane
        if plane is None or not plane.seen("elbv2"):
            return
        backends: list[Backend] = plane.backends("elbv2")
        self._hold_addresses(backends)
        self._follow(read_view(backends, self._surroundings(plane)))
        while self._inbox:
            self._take(self._inbox.popleft(), backends, now)
        self._publisher.publish(plane, backends, self._health, now)

    def stop(self) -> None:
        """End the data plane and give the addresses back."""
        if self._engine is not None:
            self._engine.stop()
            self._engine = None
        self.addresses.keep_only(frozenset())

    def save(self) -> object:
        """Bring the records up to date; everything that must survive stands in them."""
        plane = self._plane
        if plane is not None and self._engine is not None:
            self._ask_for_a_report(self._engine)
            backends: list[Backend] = plane.backends("elbv2")
            while self._inbox:
                self._take(self._inbox.popleft(), backends, monotonic())
            self._publisher.write_traffic(plane)
            self._publisher.write_logs(plane, backends)
        return None

    def _ask_for_a_report(self, engine: DataPlane) -> None:
        """The answer to an order comes at once and holds everything that was counted before it."""
        self._order = replace(self._order, number=self._order.number + 1)
        engine.follow(self._order)
        with self._reported:
            self._reported.wait_for(lambda: self.is_settled, _REPORT_SECONDS)

    def load(self, saved: object) -> None:
        """Nothing was saved."""

    def health(self, group: GroupRecord, target_id: str, port: int) -> Health:
        """The health of one target now, as DescribeTargetHealth tells it."""
        for record in group.targets.values():
            if record["Id"] == target_id and int(record["Port"]) == port:
                return self._health.get(key_of(group, record), REGISTERING)
        for record in group.deregistered_targets.values():
            if record["Id"] == target_id and int(record["Port"]) == port:
                return DRAINING
        return GONE

    def snapshot(self) -> Snapshot:
        """Requests per second and errors of every target group now."""
        return self._stats.snapshot(monotonic())

    def doors(self) -> dict[str, str]:
        """Where each listener answers, by its ARN."""
        balancers = self._order.view.load_balancers
        listeners = [
            (balancer.address, listener) for balancer in balancers for listener in balancer.listeners
        ]
        return {
            listener.arn: f"{listener.protocol.lower()}://{address}:{self._ports[listener.arn]}"
            for address, listener in listeners
            if self._ports.get(listener.arn)
        }

    @property
    def is_settled(self) -> bool:
        """Whether the data plane follows the newest records that were sent."""
        return self.applied >= self._order.number

    def _follow(self, view: View) -> None:
        if view == self._order.view:
            return
        self._order = Order(self._order.number + 1, view, self._pace)
        if self._engine is None:
            self._engine = self._make_engine(self._on_report)
            self._engine.start()
        self._engine.follow(self._order)

    def _on_report(self, report: Report) -> None:
        """Called on the engine's thread: only swaps values and leaves the rest for the next tick."""
        self._health = dict(report.health)
        self._ports = dict(report.ports)
        self._inbox.append(report)
        with self._reported:
            self.applied = report.applied
            self._reported.notify_all()

    def _take(self, report: Report, backends: Sequence[Backend], now: float) -> None:
        self._stats.take(report, now)
        self._publisher.take(report)
        for problem in report.problems:
            logger.warning("load balancer: %s", problem)
        for key in report.drained:
            for backend in backends:
                _forget_drained(backend.target_groups.get(key.group), key)

    def _hold_addresses(self, backends: Sequence[Backend]) -> None:
        """Claim what the records name, also after a restart; another's address is exchanged for a new one."""
        balancers = [one for backend in backends for one in backend.load_balancers.values()]
        for balancer in balancers:
            if balancer.type == "application" and not self.addresses.hold(balancer.dns_name):
                balancer.dns_name = self.addresses.claim()
        self.addresses.keep_only(frozenset(balancer.dns_name for balancer in balancers))

    def _surroundings(self, plane: "ControlPlane") -> Surroundings:
        def certificate(address: str) -> Certificate:
            return certificate_for(plane.folder / "balancer", address)

        def host_of_instance(instance_id: str) -> str | None:
            instance = plane.backend("ec2").get_instance_by_id(instance_id)
            return getattr(instance, INSTANCE_HOST, None)

        return Surroundings(certificate, host_of_instance)


def _forget_drained(group: GroupRecord | None, key: TargetKey) -> None:
    if group is None:
        return
    for name, record in list(group.deregistered_targets.items()):
        if key_of(group, record) == key:
            del group.deregistered_targets[name]


def _pace_asked() -> Pace:
    asked = os.environ.get(PACE_VARIABLE)
    return Pace(health=float(asked), drain=float(asked)) if asked else Pace()
