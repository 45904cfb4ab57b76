"""The forwarding rules of every application load balancer, and the health of every target."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rehearsal.balancer.part import BalancerPart
from rehearsal.balancer.rules import read_rules
from rehearsal.balancer.shapes import Backend, ListenerRecord, LoadBalancerRecord
from rehearsal.balancer.view import Forward, Rule
from rehearsal.page.model import Road, Share, Side

States = Mapping[tuple[str, str, int], str]


@dataclass(frozen=True, slots=True)
class RuleSeen:
    """One forwarding rule; weights by the ARN of the target group."""

    arn: str
    balancer: str
    address: str
    condition: str
    weights: tuple[tuple[str, int], ...]

    @property
    def groups(self) -> frozenset[str]:
        """The ARNs of its target groups."""
        return frozenset(group for group, _ in self.weights)

    def road(self, purpose: str, sides: Mapping[str, Side]) -> Road:
        """The rule as the page shows it."""
        whole = sum(weight for _, weight in self.weights) or 1
        shares = (
            Share(sides.get(group, Side.NEITHER), name_of(group), round(100 * weight / whole, 1))
            for group, weight in self.weights
        )
        return Road(self.arn, purpose, self.balancer, self.address, tuple(shares))


def read_forwarding(backends: Iterable[Backend], doors: Mapping[str, str]) -> tuple[RuleSeen, ...]:
    """Every rule that forwards, in the order of load balancers, listeners and rules."""
    return tuple(
        seen
        for backend in backends
        for balancer in backend.load_balancers.values()
        if balancer.type == "application"
        for listener in balancer.listeners.values()
        for seen in _of_listener(balancer, listener, doors)
    )


def _of_listener(
    balancer: LoadBalancerRecord, listener: ListenerRecord, doors: Mapping[str, str]
) -> Iterator[RuleSeen]:
    address = doors.get(listener.arn, "")
    for rule in read_rules(listener):
        if isinstance(rule.action, Forward):
            yield RuleSeen(rule.arn, balancer.name, address, _condition(rule), rule.action.weights)


def _condition(rule: Rule) -> str:
    """What a request must be like, in few words; nothing where every request is meant."""
    said = [f"{one.field} {' or '.join(one.values or one.regexes)}".strip() for one in rule.conditions]
    return " and ".join(words for words in said if words != "path-pattern /*")


def name_of(group: str) -> str:
    """The name of a target group (arn:...:targetgroup/NAME/ID)."""
    return group.split("/")[1] if "/" in group else group


def target_states(backends: Sequence[Backend], balancer: BalancerPart) -> dict[tuple[str, str, int], str]:
    """The state of every registered target by group, address and port."""
    return {
        (group.arn, record["Id"], int(record["Port"])): balancer.health(
            group, record["Id"], int(record["Port"])
        ).state.value
        for backend in backends
        for group in backend.target_groups.values()
        for record in group.targets.values()
    }
