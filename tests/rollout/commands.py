"""What a person types, played on a world as the task's face would: the same decisions, the same runner."""

from dataclasses import dataclass, replace

from deploy.bootstrap import World
from deploy.errors import ExitCode
from deploy.model.goal import ROLLOUTS, Verb
from deploy.rollout.way_back import leaving
from deploy.tasks.asked import Asked
from deploy.tasks.deploy.carry_out import carry_out
from deploy.tasks.deploy.plan import errand_for, goal_for
from deploy.tasks.maintenance.carry_out import drain
from deploy.tasks.maintenance.carry_out import resume as bring_back
from deploy.tasks.migrate.plan import migration_order
from deploy.tasks.release_choice import chosen_release
from deploy.tasks.resume.plan import goal_for as resumed_goal
from deploy.tasks.resume.plan import run_to_resume
from deploy.tasks.rollback.plan import goal_for as rollback_goal
from deploy.tasks.rollback.plan import target


@dataclass(frozen=True, slots=True)
class Command:
    """A line: the verb, the release it names, and whether the release that is left is marked bad."""

    verb: str
    release: str = ""
    marks_bad: bool = False

    @property
    def is_rollout(self) -> bool:
        """Whether the line makes a release live."""
        return self.verb in ROLLOUTS or self.verb == "resume"


def perform(command: Command, world: World, asked: Asked) -> ExitCode:
    """Carry the line out."""
    if command.verb in {Verb.DEPLOY, Verb.DEPLOY_BLUEGREEN}:
        return _deploy(command, world, asked)
    if command.verb == Verb.ROLLBACK:
        return _rollback(command, world, asked)
    if command.verb == "resume":
        return _resume(world, asked)
    if command.verb == Verb.MIGRATE:
        return _migrate(command, world, asked)
    return _change_door(command.verb, world, asked)


def _deploy(command: Command, world: World, asked: Asked) -> ExitCode:
    release = chosen_release(world, world.lookout.history(), command.release)
    return carry_out(world, goal_for(Verb(command.verb), release, world.settings, asked), asked)


def _rollback(command: Command, world: World, asked: Asked) -> ExitCode:
    past, now = world.lookout.history(), world.lookout.standing()
    release = target(past, now, command.release)
    left = leaving(past, now, release) if command.marks_bad else ""
    return carry_out(world, rollback_goal(release, world.settings, asked, left), asked)


def _resume(world: World, asked: Asked) -> ExitCode:
    past = world.lookout.history()
    run = run_to_resume(past)
    return ExitCode.DONE if run is None else carry_out(world, resumed_goal(run, past, world, asked), asked)


def _migrate(command: Command, world: World, asked: Asked) -> ExitCode:
    past = world.lookout.history()
    goal = goal_for(Verb.DEPLOY, chosen_release(world, past, command.release), world.settings, asked)
    errand = replace(errand_for(goal, world.settings, asked, past.live or ""), verb="migrate")
    return world.carry_out(migration_order(world.lookout, goal, errand), only_plan=asked.plan)


def _change_door(verb: str, world: World, asked: Asked) -> ExitCode:
    return drain(world, asked) if verb == Verb.DRAIN else bring_back(world, asked)
