"""What has to be so after every run, however it ended: the platform, the ledger and the exit code agree."""

from collections.abc import Iterator
from dataclasses import dataclass

from deploy.errors import ExitCode
from deploy.model.history import History
from deploy.model.release import NO_SCHEMA
from deploy.model.row import Kind, Row, first_break
from deploy.model.standing import Health, Standing
from deploy.platforms.memory.nature import STAND_INS, Nature
from deploy.platforms.memory.state import State
from deploy.rollout.planner import dead_live_side
from tests.rollout.commands import Command
from tests.rollout.small_world import SmallWorld
from tests.rollout.watched_cell import NEVER_LIVE

ROLLBACK = Command("rollback")


@dataclass(frozen=True)
class Snapshot:
    """What there was before a run."""

    state: State
    standing: Standing
    history: History
    row_count: int

    @classmethod
    def of(cls, world: SmallWorld) -> "Snapshot":
        """What there is now."""
        return cls(world.cell.read(), world.standing, world.history, len(world.store.rows()))


@dataclass(frozen=True)
class Ending:
    """A run that ended by itself: what was typed, how it ended, and what had come over it on the way."""

    command: Command
    code: ExitCode
    before: Snapshot
    is_rerun: bool = False
    """Whether the run before was the same line, accepted, and killed before its END row."""
    is_stopped: bool = False
    """Whether a signal had come, or a rival."""


def broken_laws(world: SmallWorld, ending: Ending) -> list[str]:
    """Every law that does not hold."""
    rows = world.store.rows()
    new = rows[ending.before.row_count :]
    found = [*world.breaches]
    if broken := first_break(rows, world.store.head()):
        found.append(broken)
    if ending.is_rerun and ending.code in {ExitCode.REFUSED, ExitCode.LOCKED, ExitCode.STOPPED}:
        found.append(f"the rerun ended with {int(ending.code)}")
    if ending.command == ROLLBACK:
        found += _chosen(new, ending)
    if not any(row.kind is Kind.BEGIN for row in new):
        return [*found, *_untouched(world, ending)]
    found += _ended(new, ending)
    found += _on_the_platform(world.standing)
    has_ended = any(row.kind is Kind.END for row in new)
    if ending.command.is_rollout and has_ended:
        found += _after_rollout(_Sight(world.standing, world.history, ending, new[0].value("release"), world))
    return found


def _chosen(new: tuple[Row, ...], ending: Ending) -> Iterator[str]:
    """A rollback without a name goes to a proved release, back to the recorded one where another serves."""
    past, now = ending.before.history, ending.before.standing
    aims = [row.value("release") for row in new if row.kind is Kind.BEGIN]
    if set(aims) - set(past.proved):
        yield f"the rollback chose {aims}, which was not proved"
    before = past.release(past.live or "") if past.tenures and past.tenures[-1].is_proved else None
    is_fit = before and before.runs_on(now.schema) and not past.is_bad(before.name)
    is_open = past.maintenance is None  # behind a page nothing can be proved
    if is_fit and is_open and ending.code is ExitCode.REFUSED and now.serving != past.live:
        yield f"the rollback was refused, though {past.live} could serve again"


def _untouched(world: SmallWorld, ending: Ending) -> Iterator[str]:
    if world.cell.read() != ending.before.state:
        yield "a run without a BEGIN row changed the platform"
    is_told_elsewhere = ending.is_stopped or ending.command.verb == "resume"
    if ending.code is ExitCode.DONE and not is_told_elsewhere:
        yield "a run without a BEGIN row ended with 0"


def _ended(new: tuple[Row, ...], ending: Ending) -> Iterator[str]:
    """The END row says the exit code; only who lost the lease has none to write."""
    ends = [row.value("exit_code") for row in new if row.kind is Kind.END]
    has_lost = ending.is_stopped and ending.code is ExitCode.STOPPED and not ends
    if ends != [str(int(ending.code))] and not has_lost:
        yield f"the exit code is {int(ending.code)}, the END rows say {ends}"


def _on_the_platform(now: Standing) -> Iterator[str]:
    for c in now.components:
        if c.live.release and STAND_INS.of(c.live.release) in NEVER_LIVE:
            yield f"{c.live.release} is live in {c.name}"


@dataclass(frozen=True)
class _Sight:
    """Everything that the laws of a rollout look at."""

    now: Standing
    past: History
    ending: Ending
    aim: str
    world: SmallWorld

    @property
    def is_whole(self) -> bool:
        """Whether one healthy release has all the traffic of every component."""
        is_healthy = all(c.live.is_healthy for c in self.now.components)
        return self.now.is_settled and self.now.is_uniform and is_healthy

    @property
    def is_bare(self) -> bool:
        """Whether nothing was ever live, and nothing is."""
        is_absent = all(c.live.health is Health.ABSENT for c in self.now.components)
        return self.past.live is None and self.now.is_settled and is_absent

    @property
    def may_halt(self) -> bool:
        """Whether there was nothing good to go back to, or no safe way to it, when the run began."""
        before = self.ending.before
        return before.history.live is None or bool(dead_live_side(before.standing))

    @property
    def has_fired(self) -> bool:
        """Whether the platform may have taken traffic back by itself during the run."""
        end = self.world.clock.wall().timestamp()
        return any(0 < site.revert_at <= end for _, site in self.ending.before.state.sites)


def _after_rollout(sight: _Sight) -> Iterator[str]:
    code = sight.ending.code
    if code is ExitCode.HALTED and not sight.may_halt:
        yield f"the run halted, though {sight.ending.before.history.live} could serve"
    if code in {ExitCode.DONE, ExitCode.REVERTED} and not (sight.is_whole or sight.is_bare):
        yield f"exit {int(code)}, but no one healthy release serves: {sight.now.components}"
    if code is ExitCode.STOPPED and not (sight.now.is_settled and sight.now.is_uniform):
        yield f"the run stopped between two releases: {sight.now.components}"
    if sight.is_whole:
        yield from _recorded(sight)
    yield from _told_right(sight)


def _recorded(sight: _Sight) -> Iterator[str]:
    live, database = sight.now.serving or "", sight.now.schema
    release = sight.past.release(live)
    if sight.past.live != live:
        yield f"{live} is live, the ledger says {sight.past.live}"
    if database not in {sight.past.schema, NO_SCHEMA}:
        yield f"the database is at {database}, the ledger says {sight.past.schema}"
    if release is None or not release.runs_on(database):
        yield f"{live} is live and cannot run on {database}"


def _told_right(sight: _Sight) -> Iterator[str]:
    code, nature = sight.ending.code, STAND_INS.of(sight.aim)
    is_live = sight.is_whole and sight.now.serving == sight.aim
    if code is ExitCode.DONE and not (is_live and sight.aim in sight.past.proved):
        yield f"exit 0, but {sight.aim} is not live and proved"
    if code is ExitCode.DONE and nature is not Nature.GOOD:
        yield f"exit 0 for {sight.aim}"
    is_excused = sight.ending.is_stopped or sight.has_fired
    if code is ExitCode.REVERTED and nature is Nature.GOOD and not is_excused:
        yield f"{sight.aim} is good, and was reverted"
    if code is ExitCode.STOPPED and not sight.ending.is_stopped:
        yield "a run that nobody stopped ended with 8"
