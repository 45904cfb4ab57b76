"""Steps on the candidate side: put it up, ask it, take it down."""

from dataclasses import dataclass, replace

from deploy.engine.waiting import WaitedInVain
from deploy.errors import Reverted
from deploy.model.plan import Seen
from deploy.model.release import Release
from deploy.model.standing import Health
from deploy.rollout.steps.ground import Grounded, OnComponent, seen, until_so, watched_through


@dataclass(frozen=True, slots=True)
class Prepare(OnComponent):
    """Put the candidate up and wait until it is healthy; no production traffic goes there."""

    release: Release
    at_once: bool = False

    @property
    def name(self) -> str:
        """The step in an operator's words."""
        return f"prepare {self.component} {self.release.name}"

    def act(self, world: Grounded) -> Seen:
        """Start it, then wait for its health."""
        place = self.place(world)
        world.ground.waiter.seen(lambda: place.stage.prepare(self.release, at_once=self.at_once))
        try:
            return until_so(self, world)
        except WaitedInVain as vain:
            raise vain.explained(place.last_words()) from vain

    def observe(self, world: Grounded) -> Seen:
        """Whether that release stands healthy on the candidate side; a sick one never will."""
        side = self.look(world).candidate
        is_so = side.release == self.release.name and side.is_healthy
        text = f"candidate is {side.release} and {side.health.value}"
        why = f": {side.reason}" if side.reason and not is_so else ""
        return Seen(is_so, f"{text}{why}", is_hopeless=side.health is Health.SICK)


@dataclass(frozen=True, slots=True)
class Verify(OnComponent):
    """Ask the candidate through the test door."""

    release: Release

    @property
    def name(self) -> str:
        """The step in an operator's words."""
        return f"verify {self.component} {self.release.name} through the test door"

    def act(self, world: Grounded) -> None:
        """Ask for a while: a candidate that is well only now and then is not well."""
        window = world.ground.bar.window_seconds
        watched_through(world, window, lambda: self.place(world).stage.verify(self.release))

    def observe(self, world: Grounded) -> Seen:
        """Whether the candidate answers as that release."""
        return seen(self.place(world).stage.verify(self.release))


@dataclass(frozen=True, slots=True)
class Retire(OnComponent):
    """Take the candidate down; refused by the step itself while the candidate has traffic."""

    @property
    def name(self) -> str:
        """The step in an operator's words."""
        return f"retire the candidate of {self.component}"

    def act(self, world: Grounded) -> Seen | None:
        """Take it down, unless it has traffic."""
        share = self.look(world).candidate_share
        if share:
            raise Reverted(
                "candidate-has-traffic",
                what=f"the candidate of {self.component} was not retired",
                why=f"{share} % of the traffic is on it",
                do="inv status",
            )
        world.ground.waiter.seen(self.place(world).stage.retire)
        whole = world.ground.patience.limit_seconds  # long streams drain for minutes without any sign
        return until_so(self, world, replace(world.ground.patience, no_progress_seconds=whole))

    def observe(self, world: Grounded) -> Seen:
        """Whether the candidate side is empty."""
        side = self.look(world).candidate
        return Seen(side.health is Health.ABSENT, f"candidate {side.health.value}")
