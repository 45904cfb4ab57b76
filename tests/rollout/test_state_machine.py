"""Any order of lines, kills, signals and rivals leaves one healthy release and a ledger that agrees.

The large run of the same kind is `python -m bench.histories`.
"""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bench.histories import one_component, settings_of_components
from deploy.model.goal import Strategy
from tests.rollout.commands import Command
from tests.rollout.player import Fate, Mishap, Player
from tests.rollout.small_world import SmallWorld

ENDINGS = st.sampled_from(["", "", "", "-broken", "-wrong", "-sick", "-late"])
SCHEMAS = st.sampled_from(["", "", "-schema{0}", "-contract{0}"])
SINCE = st.sampled_from(["", "shift", "confirm", "expand", "revert"])
PASSING = st.sampled_from([0.5, 12.0, 45.0])
STRATEGIES = st.lists(st.sampled_from(Strategy), min_size=1, max_size=3)
UNTROUBLED = st.just(Fate())
TROUBLED = st.builds(Fate, st.sampled_from([Mishap.KILL, Mishap.SIGNAL]), st.integers(1, 120), SINCE)
FATES = UNTROUBLED | TROUBLED


class Histories(RuleBasedStateMachine):
    """One world; after every line the laws are looked at, and none may be broken."""

    @initialize(strategies=STRATEGIES)
    def open(self, strategies: list[Strategy]) -> None:
        """A system of one to three components, each with a strategy of its own."""
        components = [one_component(f"c{n}", strategy) for n, strategy in enumerate(strategies)]
        self.player = Player(SmallWorld(settings_of_components(*components)))
        self.names: list[str] = []

    def give(self, command: Command, fate: Fate, seconds: float) -> None:
        """Give the line; after a kill some time passes."""
        self.player.give(command, fate)
        if self.player.killed:
            self.player.pass_time(seconds)

    @rule(
        verb=st.sampled_from(["deploy", "deploy-bluegreen"]),
        ending=ENDINGS,
        schema=SCHEMAS,
        fate=FATES,
        passing=PASSING,
    )
    def deploy_new(self, verb: str, ending: str, schema: str, fate: Fate, passing: float) -> None:
        """A release that was never deployed before, good or bad."""
        number = len(self.names) + 1
        self.names.append(f"v{number}{schema.format(number)}{ending}")
        self.give(Command(verb, self.names[-1]), fate, passing)

    @precondition(lambda self: self.names)
    @rule(
        verb=st.sampled_from(["deploy", "rollback", "migrate"]), data=st.data(), fate=FATES, passing=PASSING
    )
    def name_known(self, verb: str, data: st.DataObject, fate: Fate, passing: float) -> None:
        """A release that was named before."""
        self.give(Command(verb, data.draw(st.sampled_from(self.names))), fate, passing)

    @rule(marks_bad=st.booleans(), fate=FATES, passing=PASSING)
    def roll_back(self, *, marks_bad: bool, fate: Fate, passing: float) -> None:
        """The rollback that needs no name."""
        self.give(Command("rollback", marks_bad=marks_bad), fate, passing)

    @rule(
        verb=st.sampled_from(["maintenance-drain", "maintenance-resume", "resume"]),
        fate=FATES,
        passing=PASSING,
    )
    def change_door(self, verb: str, fate: Fate, passing: float) -> None:
        """Maintenance, and going on with what was cut off."""
        self.give(Command(verb), fate, passing)

    @rule(is_frozen=st.booleans(), border=st.integers(1, 150), since=SINCE, ending=ENDINGS)
    def meet_a_rival(self, *, is_frozen: bool, border: int, since: str, ending: str) -> None:
        """Two runs at once: one hangs or stands still in a call while the other has its whole run."""
        number = len(self.names) + 1
        self.names += [f"v{number}", f"v{number + 1}{ending}"]
        mishap = Mishap.FREEZE if is_frozen else Mishap.RIVAL
        rival = Command("deploy", self.names[-1])
        self.give(Command("deploy", self.names[-2]), Fate(mishap, border, since, rival), 0.0)

    @precondition(lambda self: self.player.killed)
    @rule()
    def give_again(self) -> None:
        """The line whose run was killed, once more and undisturbed: one rerun is enough."""
        killed = self.player.killed
        assert killed is not None
        self.player.give(killed)

    @invariant()
    def no_law_is_broken(self) -> None:
        """Platform, ledger and exit code agree after every run that ended."""
        assert [] == self.player.violations


Histories.TestCase.settings = settings(
    max_examples=150,
    stateful_step_count=12,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],  # a history is long, and two cores are shared
)
TestHistories = pytest.mark.slow(Histories.TestCase)
