"""What is observed now, and nothing that is only remembered."""

from dataclasses import dataclass, replace
from enum import StrEnum

from deploy.model.release import NO_SCHEMA, Schema

ALL_TRAFFIC = 100


class Side(StrEnum):
    """The two sides of a component."""

    LIVE = "live"
    CANDIDATE = "candidate"


class Health(StrEnum):
    """What a side looks like from outside."""

    ABSENT = "absent"
    STARTING = "starting"
    HEALTHY = "healthy"
    SICK = "sick"


class Bake(StrEnum):
    """How far the platform's own watch over what was confirmed has got."""

    NONE = "none"
    """The platform keeps no watch of its own."""
    BAKING = "baking"
    BAKED = "baked"


@dataclass(frozen=True, slots=True)
class SideState:
    """One side: which release stands there, and how it is."""

    release: str | None = None
    health: Health = Health.ABSENT
    reason: str = ""

    @property
    def is_healthy(self) -> bool:
        """Whether traffic may go to this side."""
        return self.health is Health.HEALTHY


EMPTY = SideState()


def may_have_traffic_back(live: SideState) -> bool:
    """Whether traffic may go back to a live side: to a healthy one, or to none where there never was one."""
    return live.health in {Health.HEALTHY, Health.ABSENT}


@dataclass(frozen=True, slots=True)
class ComponentStanding:
    """Both sides of one component and the traffic between them."""

    name: str
    live: SideState = EMPTY
    candidate: SideState = EMPTY
    candidate_share: int = 0
    is_armed: bool = False
    """Whether the platform itself will take the traffic back unless we confirm in time."""
    trouble: str = ""
    """What the platform says when its own way back has failed."""
    seconds_left: float | None = None
    """Until the platform takes the traffic back unless we confirm; None where it does not say."""
    bake: Bake = Bake.NONE

    def side(self, side: Side) -> SideState:
        """The state of one side."""
        return self.live if side is Side.LIVE else self.candidate

    @property
    def is_moved(self) -> bool:
        """Whether the candidate has all the traffic, not yet confirmed."""
        return self.candidate_share == ALL_TRAFFIC

    @property
    def is_between(self) -> bool:
        """Whether the traffic is divided."""
        return 0 < self.candidate_share < ALL_TRAFFIC


@dataclass(frozen=True, slots=True)
class Standing:
    """What is observed of a whole system in one environment."""

    components: tuple[ComponentStanding, ...]
    schema: Schema = NO_SCHEMA
    migration_runs: bool = False
    """Whether a migration that nobody waits for any more is still at work in the database."""

    def component(self, name: str) -> ComponentStanding:
        """The standing of one component."""
        return next(c for c in self.components if c.name == name)

    @property
    def is_baked(self) -> bool:
        """Whether the platform's own watch has ended well, wherever it keeps one."""
        bakes = {c.bake for c in self.components}
        return Bake.BAKED in bakes and Bake.BAKING not in bakes

    @property
    def is_settled(self) -> bool:
        """Whether no traffic is on any candidate."""
        return all(c.candidate_share == 0 for c in self.components)

    @property
    def serving(self) -> str | None:
        """The one release that has all the traffic of every component; None where there is no such one."""
        names = {
            None if c.is_between else (c.candidate if c.is_moved else c.live).release for c in self.components
        }
        return names.pop() if len(names) == 1 else None

    @property
    def is_uniform(self) -> bool:
        """Whether all live sides have the same release, or all have none."""
        return len({c.live.release for c in self.components}) == 1

    def taken_back(self) -> "Standing":
        """The standing as it will be when all traffic has gone back to the live sides."""
        return replace(self, components=tuple(replace(c, candidate_share=0) for c in self.components))

    def without_candidate(self, release: str) -> "Standing":
        """The standing as it will be when the candidates of a release are gone."""
        gone = (replace(c, candidate=EMPTY) if c.candidate.release == release else c for c in self.components)
        return replace(self, components=tuple(gone))

    def is_live(self, release: str) -> bool:
        """Whether that release, and nothing else, is what healthy live sides answer with."""
        return self.is_settled and all(
            c.live.release == release and c.live.is_healthy for c in self.components
        )
