"""The decision of `resume`: which run goes on, and as what."""

from dataclasses import replace

from deploy.bootstrap import World
from deploy.errors import ExitCode, Refused
from deploy.model.goal import ROLLOUTS, Goal, Verb
from deploy.model.history import History, Run
from deploy.tasks.asked import Asked
from deploy.tasks.deploy.plan import goal_for as deploy_goal
from deploy.tasks.release_choice import chosen_release
from deploy.tasks.rollback.plan import goal_for as rollback_goal


def run_to_resume(past: History) -> Run | None:
    """The newest run, where it never ended or stopped at a safe point."""
    if not past.runs:
        return None
    run = past.runs[-1]
    is_open = not run.is_over or run.exit_code == str(int(ExitCode.STOPPED))
    return run if is_open else None


def goal_for(run: Run, past: History, world: World, asked: Asked) -> Goal:
    """What the run wanted, wanted again."""
    if run.verb not in ROLLOUTS:
        raise Refused(
            "resume-not-a-rollout",
            what=f"the run that was cut off was a {run.verb}",
            why="only rollouts are resumed; everything else is safe to repeat",
            do=world.lookout.line(run.verb),
        )
    release = chosen_release(world, past, run.release)
    again = replace(asked, reason=asked.reason or run.why)
    if run.verb == Verb.ROLLBACK:
        return rollback_goal(release, world.settings, again, "")
    return deploy_goal(Verb(run.verb), release, world.settings, again)
