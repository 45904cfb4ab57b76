"""Asks a door: several good answers in a row, and at least one from every copy behind it."""

from dataclasses import dataclass, field

from deploy.connectors.web.port import Web
from deploy.platforms.ecs_service.contract import Heard, Wanted, heard
from deploy.rollout.ports import Verdict

SECONDS = 5.0
_TRIES_A_COPY = 6
"""How often a copy may be passed over before it counts as silent; a balancer takes turns, not strictly."""


@dataclass(frozen=True, slots=True)
class Door:
    """Where to ask, who has to answer, and which other release may answer for its own share."""

    url: str
    wanted: Wanted
    copies: frozenset[str] = frozenset()
    """Addresses of the targets behind it."""
    beside: str = ""


@dataclass
class Interviewer:
    """Asks on behalf of one component; remembers which copies have answered as which release."""

    name: str
    web: Web
    in_a_row: int
    known: dict[tuple[str, str], set[str]] = field(default_factory=dict)

    def ask(self, door: Door) -> Verdict:
        """One look through a door; the first wrong answer ends it."""
        met = self.known.setdefault((door.url, door.wanted.release), set())
        count, most = 0, self.in_a_row + _TRIES_A_COPY * len(door.copies)
        while count < self.in_a_row or (self.silent(door) and count < most):
            said = heard(self.web.get(door.url, SECONDS), door.wanted)
            count += 1
            if said.release != door.beside or not door.beside:
                if said.wrong:
                    return self._wrong(said, door, count)
                met.add(said.replica)
        if silent := self.silent(door):
            text = f"{self.name}: no answer of {', '.join(sorted(silent))} in {count} questions"
            return Verdict(is_good=False, text=text, asked=count, good=count)
        return Verdict(is_good=True, text=self._told(door, met), asked=count, good=count)

    def silent(self, door: Door) -> frozenset[str]:
        """The copies that have not answered yet; none can be named where answers do not say whose."""
        met = self.known.get((door.url, door.wanted.release), set())
        return frozenset() if "" in met else door.copies - met

    def _wrong(self, said: Heard, door: Door, count: int) -> Verdict:
        return Verdict(
            is_good=False,
            text=f"{self.name}: {said.wrong}",
            asked=count,
            good=count - 1,
            lags=said.is_other and said.release == door.wanted.leaving,
            is_other=said.is_other,
        )

    def _told(self, door: Door, met: set[str]) -> str:
        if not door.copies:
            return f"{self.name} answers as {door.wanted.release}"
        copies = "copies do not tell which they are" if "" in met else f"all {len(door.copies)} copies"
        return f"{self.name} answers as {door.wanted.release}, {copies}"
