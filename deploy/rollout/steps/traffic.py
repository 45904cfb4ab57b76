"""Steps on the traffic: shift, watch, confirm, revert."""

from dataclasses import dataclass

from deploy.errors import Halted, Reverted
from deploy.model.plan import Seen
from deploy.model.release import Release
from deploy.model.standing import ALL_TRAFFIC, Health, SideState, may_have_traffic_back
from deploy.rollout.ports import Verdict
from deploy.rollout.steps.ground import Grounded, OnComponent, insist, seen, until_so, watched_through
from deploy.rollout.steps.score import joined


@dataclass(frozen=True, slots=True)
class Shift(OnComponent):
    """Give the candidate a share of the traffic, armed with a revert that the platform itself carries out."""

    release: Release
    share: int
    revert_seconds: float

    @property
    def name(self) -> str:
        """The step in an operator's words."""
        return f"shift {self.share} % of {self.component} to {self.release.name}"

    def act(self, world: Grounded) -> Seen | None:
        """Look once more whether the candidate may have traffic, then shift."""
        place = self.place(world)
        side = world.ground.waiter.believed(lambda: place.look(self.component).candidate, self._is_fit)
        if not self._is_fit(side):
            raise Reverted(
                "candidate-not-fit",
                what=f"{self.component} may not have traffic",
                why=f"the candidate is {side.release} and {side.health.value}",
                do="inv status",
            )
        return insist(self, world, lambda: place.traffic.shift(self.share, self.revert_seconds))

    def observe(self, world: Grounded) -> Seen:
        """Whether the candidate has that share and the way back is armed, or the release is live for good."""
        now = self.look(world)
        world.ground.show_share(self.component, now.candidate_share)
        if now.live.release == self.release.name and not now.candidate_share:
            return Seen(now.live.is_healthy, f"{self.release.name} is live for good, {now.live.health.value}")
        is_ours = now.candidate.release == self.release.name
        is_so = is_ours and now.candidate_share >= self.share and now.is_armed
        armed = "armed" if now.is_armed else "not armed"
        text = f"{now.candidate_share} % on the candidate, revert {armed}"
        is_sick = is_ours and now.candidate.health is Health.SICK
        return Seen(
            is_so, f"{text}; it is sick: {now.candidate.reason}" if is_sick else text, is_sick and not is_so
        )

    def _is_fit(self, side: SideState) -> bool:
        return side.release == self.release.name and side.is_healthy


@dataclass(frozen=True, slots=True)
class Watch:
    """Ask through the front door, once or for a while; the release has to answer every time."""

    release: Release
    components: tuple[str, ...]
    seconds: float

    @property
    def name(self) -> str:
        """The step in an operator's words."""
        how = f"watch for {self.seconds:g} s:" if self.seconds else "verify"
        return f"{how} {', '.join(self.components)} {self.release.name} through the front door"

    def act(self, world: Grounded) -> None:
        """Watch for the whole time, once traffic has settled."""
        watched_through(world, self.seconds, lambda: self._verdict(world))

    def observe(self, world: Grounded) -> Seen:
        """Whether the release answers now."""
        return seen(self._verdict(world))

    def _verdict(self, world: Grounded) -> Verdict:
        verdicts = [world.ground.places[c].traffic.verify(self.release) for c in self.components]
        together = joined(verdicts)
        if together.is_good:
            world.ground.show_answer(self.release.name)
        return together


@dataclass(frozen=True, slots=True)
class Confirm(OnComponent):
    """Make the candidate the live side for good."""

    release: Release

    @property
    def name(self) -> str:
        """The step in an operator's words."""
        return f"confirm {self.component} {self.release.name}"

    def act(self, world: Grounded) -> Seen | None:
        """Confirm, unless the platform has taken the traffic back meanwhile."""
        traffic = self.place(world).traffic
        share = world.ground.waiter.believed(
            lambda: traffic.look().candidate_share,
            lambda share: share == ALL_TRAFFIC or self.observe(world).is_so,
        )
        if share == ALL_TRAFFIC:
            return insist(self, world, traffic.confirm)
        done = self.observe(world)
        if done.is_so:
            return done
        raise Reverted(
            "confirmed-too-late",
            what=f"{self.component} was not confirmed in time",
            why=f"the platform took the traffic back; {share} % is on the candidate",
            do="inv status",
        )

    def observe(self, world: Grounded) -> Seen:
        """Whether that release is live and has all the traffic; hopeless once the platform went back."""
        now = self.look(world)
        world.ground.show_share(self.component, now.candidate_share)
        is_so = now.live.release == self.release.name and now.candidate_share == 0
        is_there = self.release.name in {now.live.release, now.candidate.release}
        is_gone = not now.candidate_share and (now.candidate.health is Health.SICK or not is_there)
        text = f"live is {now.live.release}, {now.candidate_share} % elsewhere"
        return Seen(is_so, text, is_hopeless=is_gone and not is_so)


@dataclass(frozen=True, slots=True)
class Revert(OnComponent):
    """Give all traffic back to the live side."""

    @property
    def name(self) -> str:
        """The step in an operator's words."""
        return f"give all traffic of {self.component} back to the live side"

    def act(self, world: Grounded) -> Seen | None:
        """Give it back, unless that would send traffic to a dead side."""
        place = self.place(world)
        live = world.ground.waiter.believed(lambda: place.look(self.component).live, may_have_traffic_back)
        if not may_have_traffic_back(live):
            raise Halted(
                "live-side-dead",
                what=f"the traffic of {self.component} was left where it is",
                why=f"the live side is {live.health.value}",
                do="inv status",
            )
        world.ground.waiter.seen(place.traffic.revert)
        return until_so(self, world)

    def observe(self, world: Grounded) -> Seen:
        """Whether the live side has all the traffic."""
        now = self.look(world)
        world.ground.show_share(self.component, now.candidate_share)
        return Seen(
            now.candidate_share == 0, f"{now.candidate_share} % on the candidate {now.trouble}".strip()
        )
