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
    """The answers of one watch; at first some may still come from the release that goes.

    A load balancer learns of a move node by node, so such an answer may also follow good ones. While traffic
    settles it begins the watch anew, and what was counted before it counts no more. Later it is the end.
    """

    bar: Bar
    seconds: float
    asked: int = field(default=0, init=False)
    bad: int = field(default=0, init=False)
    has_arrived: bool = field(default=False, init=False)
    """Whether a look has been good since the watch began, for the first time or anew."""

    def add(self, verdict: Verdict, waited: float) -> Pulse:
        """What one more look amounts to, so long after the first: not yet, as long as no look was good."""
        if verdict.lags and waited < self.bar.settle_seconds:
            self.asked, self.bad, self.has_arrived = 0, 0, False
            return Pulse(Sight.NOT_YET, f"{verdict.text}; traffic is still on its way")
        self.has_arrived = self.has_arrived or verdict.is_good
        self.asked += verdict.asked
        self.bad += verdict.asked - verdict.good_ones
        if verdict.is_good:
            return Pulse(Sight.THERE, verdict.text)
        late = f"; traffic had {self.bar.settle_seconds:g} s to leave it" if verdict.lags else ""
        text = f"{verdict.text}{late}{self._rate()}"
        if self._is_lost(verdict):
            return Pulse(Sight.HOPELESS, text)
        return Pulse(Sight.THERE if self.has_arrived else Sight.NOT_YET, text)

    def _is_lost(self, bad: Verdict) -> bool:
        """A verdict can be bad without a bad answer, by an alarm or a silent copy: no rate mends that."""
        return bad.is_other or bad.good_ones == bad.asked or self.bad > self._forgiven(bad.asked)

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
        is_other=any(v.is_other for v in wrong),
    )
