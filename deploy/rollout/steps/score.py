"""Counts answers over a while: the share of good ones, and whether it can still be reached."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from deploy.engine.waiting import Pulse, Sight
from deploy.rollout.bar import Bar
from deploy.rollout.ports import Verdict

_WHOLE = 100.0
_HAIR = 1e-9
"""100 less 99.9 is a hair less than 0.1 in floating numbers."""
_LOOK_SECONDS = 1.0


@dataclass
class Score:
    """The answers of one watch; the first ones may still come from the release that goes."""

    bar: Bar
    seconds: float
    asked: int = field(default=0, init=False)
    bad: int = field(default=0, init=False)
    has_arrived: bool = field(default=False, init=False)
    """Whether a look has been good: from then on nothing is forgiven to routing."""

    def add(self, verdict: Verdict, waited: float) -> Pulse:
        """What one more look amounts to."""
        if verdict.lags and not self.has_arrived and waited < self.bar.settle_seconds:
            return Pulse(Sight.THERE, f"{verdict.text}; traffic is still on its way")
        self.has_arrived = self.has_arrived or verdict.is_good
        self.asked += verdict.asked
        self.bad += verdict.asked - verdict.good_ones
        if verdict.is_good:
            return Pulse(Sight.THERE, verdict.text)
        # A verdict can be bad without a bad answer, by an alarm or a silent copy: nothing makes up for that.
        is_lost = verdict.good_ones == verdict.asked or self.bad > self._forgiven(verdict.asked)
        return Pulse(Sight.HOPELESS if is_lost else Sight.THERE, f"{verdict.text}{self._rate()}")

    def _forgiven(self, asked_a_look: int) -> float:
        """How many bad answers leave the share within reach, if all that are still to come are good."""
        looks = 1 + self.seconds / _LOOK_SECONDS
        expected = max(self.asked, looks * asked_a_look)
        return expected * (_WHOLE - self.bar.good_percent) / _WHOLE + _HAIR

    def _rate(self) -> str:
        good = self.asked - self.bad
        return f" ({good} of {self.asked} answers were good)" if self.asked > 1 else ""


def joined(verdicts: Sequence[Verdict]) -> Verdict:
    """The verdict over several components: good where all are, and told by those that are not."""
    wrong = [v for v in verdicts if not v.is_good]
    return Verdict(
        is_good=not wrong,
        text="; ".join(v.text for v in wrong or verdicts),
        asked=sum(v.asked for v in verdicts),
        good=sum(v.good_ones for v in verdicts),
        lags=bool(wrong) and all(v.lags for v in wrong),
    )
