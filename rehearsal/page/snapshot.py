"""One look at everything that the page shows; the plane's lock is held meanwhile."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rehearsal.balancer.part import BalancerPart
from rehearsal.control.plane import ControlPlane
from rehearsal.ecs.records.living import Living, all_living
from rehearsal.ecs.records.service import ServiceRecord, ServiceStatus
from rehearsal.page.alarms import see_alarms
from rehearsal.page.calls import see_calls, see_changes
from rehearsal.page.journal import Journal
from rehearsal.page.model import Road, Snapshot
from rehearsal.page.roads import RuleSeen, read_forwarding, target_states
from rehearsal.page.services import Around, groups_of, see_service

if TYPE_CHECKING:
    from rehearsal.balancer.shapes import Backend

CALLS_READ = 2_000


@dataclass(frozen=True, slots=True)
class Sight:
    """Where to look."""

    plane: ControlPlane
    journal: Journal

    @property
    def balancer(self) -> BalancerPart | None:
        """The load balancer, where there is one."""
        return self.plane.find_part(BalancerPart)


def services_of(plane: ControlPlane) -> list[tuple[Living, ServiceRecord]]:
    """Every service that was not deleted."""
    return [
        (living, record)
        for _, living in all_living(plane)
        for record in living.services.values()
        if record.status is not ServiceStatus.INACTIVE and record.revisions
    ]


def take_snapshot(sight: Sight) -> Snapshot:
    """Look at the records."""
    plane, balancer = sight.plane, sight.balancer
    backends: list[Backend] = plane.backends("elbv2")
    rules = read_forwarding(backends, balancer.doors() if balancer else {})
    states = target_states(backends, balancer) if balancer else {}
    around = Around(rules, states, sight.journal)
    listed = sorted(services_of(plane), key=lambda pair: (pair[1].place.cluster, pair[1].name))
    calls = plane.newest_calls(CALLS_READ)
    return Snapshot(
        account=plane.account,
        region=plane.region,
        endpoint=plane.endpoint,
        services=tuple(see_service(living, record, around) for living, record in listed),
        other_roads=_others(rules, (record for _, record in listed)),
        alarms=see_alarms(backend.alarms for backend in plane.backends("cloudwatch")),
        calls=see_calls(calls),
        changes=see_changes(calls),
    )


def _others(rules: Iterable[RuleSeen], records: Iterable[ServiceRecord]) -> tuple[Road, ...]:
    """The rules that lead to no service of ECS."""
    taken = frozenset(group for record in records for group in groups_of(record))
    return tuple(rule.road(rule.condition or "All", {}) for rule in rules if not rule.groups & taken)
