"""Events around a run, each test named after its row in the table of bad inputs."""

import pytest

from deploy.engine.events import PlanShown, Problem, RunEnded
from deploy.errors import ExitCode, LockedError, Refused, Stopped, SwingbridgeError
from deploy.model.goal import Verb
from deploy.model.row import Kind
from deploy.platforms.memory.state import State
from deploy.rollout.orders import rollout_order
from deploy.tasks.asked import Asked
from deploy.tasks.deploy.plan import errand_for, goal_for
from tests.rollout.commands import Command
from tests.rollout.mortality import Killed, Process, die_at
from tests.rollout.small_world import LEASE_SECONDS, SmallWorld


@pytest.fixture
def world() -> SmallWorld:
    """A world in which v1 is live and proved."""
    made = SmallWorld()
    assert ExitCode.DONE == made.deploy("v1")
    made.screen.events.clear()
    return made


def changes(world: SmallWorld, before: State) -> bool:
    """Whether anything was changed on the platform."""
    return world.cell.read() != before


def has_form(error: SwingbridgeError) -> bool:
    """Whether an error says what happened, why, and what to type."""
    return bool(error.what and error.why and error.do)


def ending(world: SmallWorld) -> RunEnded:
    """The last line that the person saw."""
    last = world.screen.events[-1]
    assert isinstance(last, RunEnded)
    return last


def test_row_46_a_deploy_beside_a_running_one_is_refused_with_6(world: SmallWorld) -> None:
    """The other run goes on as if nobody had asked."""
    process, refused = Process(since="shift"), []

    def rival(border: int) -> None:
        if border == 1:
            before = world.cell.read()
            with pytest.raises(LockedError) as raised:
                world.deploy("v3")
            refused.append(raised.value)
            assert not changes(world, before)

    process.fate = rival

    assert ExitCode.DONE == world.perform(Command(Verb.DEPLOY, "v2"), process)
    assert [ExitCode.LOCKED] == [error.exit_code for error in refused]
    assert has_form(refused[0])
    assert "v2" == world.standing.serving


def test_row_47_the_lock_of_a_crashed_run_is_taken_over_and_the_run_goes_on(world: SmallWorld) -> None:
    """After one lease of silence; what the dead run had shifted is watched and confirmed."""
    with pytest.raises(Killed):
        world.perform(Command(Verb.DEPLOY, "v2"), Process(die_at(3), since="shift"))
    assert 100 == world.standing.components[0].candidate_share
    began = world.clock.boot()

    assert ExitCode.DONE == world.deploy("v2")

    plan = next(event for event in world.screen.events if isinstance(event, PlanShown))
    assert "v2 goes live" == plan.lines[0]
    reasons = [event.lines[0] for event in world.screen.events if isinstance(event, PlanShown)]
    assert "v2 has all the traffic; the watch goes on" in reasons
    watch, bake = 30.0, 60.0
    assert world.clock.boot() - began <= LEASE_SECONDS + 5.0 + watch + bake


@pytest.mark.parametrize("method", ["shift", "confirm", "prepare"])
def test_row_48_a_lock_lost_during_the_run_stops_before_the_next_send(world: SmallWorld, method: str) -> None:
    """A rival took it while the run stood still: exit 8, no END row, and the rival's release stays."""
    process = Process(since=method)

    def freeze(border: int) -> None:
        if border == 1:
            process.stands_still = True
            assert ExitCode.DONE == world.deploy("v3")
            process.stands_still = False

    process.fate = freeze

    with pytest.raises(Stopped) as raised:
        world.perform(Command(Verb.DEPLOY, "v2"), process)

    assert ("lease-lost", ExitCode.STOPPED) == (raised.value.reference, raised.value.exit_code)
    assert has_form(raised.value)
    assert ("v3", []) == (world.standing.serving, world.breaches)
    assert Kind.END is world.store.rows()[-1].kind


def test_row_49_deploy_of_what_is_already_live_verifies_and_changes_nothing(world: SmallWorld) -> None:
    """Exit 0, and the plan says so."""
    before = world.cell.read()

    assert ExitCode.DONE == world.deploy("v1")

    plan = next(event for event in world.screen.events if isinstance(event, PlanShown))
    assert ("v1 is live already", "verify web v1 through the front door") == plan.lines
    assert not changes(world, before)


def test_row_50_an_older_version_queued_behind_a_newer_one_is_refused(world: SmallWorld) -> None:
    """It was planned over v1; meanwhile v3 went live."""
    waiting = world.open()
    goal = goal_for(Verb.DEPLOY, world.release("v2"), world.settings, Asked())
    order = rollout_order(waiting.lookout, goal, errand_for(goal, world.settings, Asked(), "v1"))
    assert ExitCode.DONE == world.deploy("v3")
    before, rows = world.cell.read(), world.store.rows()

    with pytest.raises(Refused) as raised:
        waiting.carry_out(order, only_plan=False)

    assert ("base-differs", ExitCode.REFUSED) == (raised.value.reference, raised.value.exit_code)
    assert has_form(raised.value)
    assert (False, rows) == (changes(world, before), world.store.rows())


def test_row_50_a_recorded_older_version_is_told_to_roll_back_instead(world: SmallWorld) -> None:
    """`rollback` is the word for going back."""
    assert ExitCode.DONE == world.deploy("v2")
    before = world.cell.read()

    with pytest.raises(Refused) as raised:
        world.deploy("v1")

    assert ("release-is-older", "inv rollback --to=v1") == (raised.value.reference, raised.value.do)
    assert not changes(world, before)


@pytest.mark.parametrize(
    ("method", "code", "serving"),
    [
        ("prepare", ExitCode.STOPPED, "v1"),
        ("shift", ExitCode.REVERTED, "v1"),
        ("confirm", ExitCode.REVERTED, "v1"),
    ],
)
def test_row_80_a_signal_at_each_phase_leaves_one_release(
    world: SmallWorld, method: str, code: ExitCode, serving: str
) -> None:
    """Before traffic moved the run rests; then it goes back. The end says what is live and what is next."""
    assert code == world.perform(Command(Verb.DEPLOY, "v2"), Process(stops_at=1, since=method))

    assert serving == world.standing.serving
    assert f"{serving} is live" == ending(world).summary
    assert ending(world).next_line.startswith("inv ")
    assert code == ending(world).exit_code
    problem = next(event for event in world.screen.events if isinstance(event, Problem))
    assert "stopped-by-signal" == problem.reference


def test_row_80_what_was_stopped_at_a_safe_point_is_resumed_by_the_same_command(world: SmallWorld) -> None:
    """Nothing is prepared twice."""
    assert ExitCode.STOPPED == world.perform(Command(Verb.DEPLOY, "v2"), Process(stops_at=1, since="verify"))
    world.screen.events.clear()

    assert ExitCode.DONE == world.deploy("v2")

    plan = next(event for event in world.screen.events if isinstance(event, PlanShown))
    assert "prepare web v2" not in plan.lines


@pytest.mark.parametrize("seconds", [1.0, 2000.0], ids=["at once", "after the platform's own revert"])
@pytest.mark.parametrize("method", ["prepare", "shift", "confirm"])
def test_row_82_a_kill_at_each_phase_is_made_good_by_the_same_command(
    world: SmallWorld, method: str, seconds: float
) -> None:
    """A cancelled pipeline is a kill; the platform takes the traffic back where nobody comes."""
    with pytest.raises(Killed):
        world.perform(Command(Verb.DEPLOY, "v2"), Process(die_at(2), since=method))
    world.clock.advance(seconds)
    if seconds > world.settings.revert_seconds:
        assert 0 == world.standing.components[0].candidate_share

    assert ExitCode.DONE == world.deploy("v2")
    assert ("v2", "v2") == (world.standing.serving, world.history.live)
    assert [] == world.breaches


def test_row_82_a_kill_is_answered_by_a_rollback_as_well(world: SmallWorld) -> None:
    """Half of v2 has traffic: the rollback goes to v1, which was live before, and not to an older one."""
    assert ExitCode.DONE == world.deploy("v2")
    with pytest.raises(Killed):
        world.perform(Command(Verb.DEPLOY, "v3"), Process(die_at(3), since="shift"))

    assert ExitCode.DONE == world.rollback()
    assert ("v2", "v2") == (world.standing.serving, world.history.live)
