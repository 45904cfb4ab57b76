"""What happened at one load balancer and one target group, counted."""

from dataclasses import dataclass, field
from math import floor, log10


@dataclass(frozen=True, slots=True)
class TallyKey:
    """Whose figures they are; no group: the load balancer as a whole."""

    load_balancer: str
    group: str = ""


@dataclass(slots=True)
class Tally:
    """Figures since the last report; `times` counts target response times (seconds, two digits)."""

    requests: int = 0
    target_codes: dict[int, int] = field(default_factory=dict)
    elb_codes: dict[int, int] = field(default_factory=dict)
    times: dict[float, int] = field(default_factory=dict)

    def add(self, other: "Tally") -> None:
        """Take another tally's figures in."""
        self.requests += other.requests
        for mine, theirs in (
            (self.target_codes, other.target_codes),
            (self.elb_codes, other.elb_codes),
        ):
            for code, count in theirs.items():
                mine[code] = mine.get(code, 0) + count
        for seconds, count in other.times.items():
            self.times[seconds] = self.times.get(seconds, 0) + count

    def count(self, status: int, target_seconds: float | None) -> None:
        """One request is over: a target's answer (with its time), or one of the load balancer's own."""
        self.count_many(status, target_seconds, 1)

    def count_many(self, status: int, target_seconds: float | None, number: int) -> None:
        """The same for a number of requests that ended alike."""
        self.requests += number
        codes = self.elb_codes if target_seconds is None else self.target_codes
        codes[status] = codes.get(status, 0) + number
        if target_seconds is not None:
            rounded = two_digits(target_seconds)
            self.times[rounded] = self.times.get(rounded, 0) + number


def two_digits(seconds: float) -> float:
    """A time rounded to two significant digits, at least 0.1 ms, so that a histogram stays small."""
    if seconds < 0.0001:  # noqa: PLR2004 - the docstring names it
        return 0.0001
    return round(seconds, 1 - floor(log10(seconds)))


def hundreds(codes: dict[int, int], first_digit: int) -> int:
    """How many of the codes belong to one class (2 for 2XX)."""
    return sum(count for code, count in codes.items() if code // 100 == first_digit)
