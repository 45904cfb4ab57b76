"""The decision of `deploy`: which goal a person's words amount to."""

from deploy.engine.order import Errand
from deploy.model.goal import Goal, Verb
from deploy.model.release import Release
from deploy.settings.schema import Settings
from deploy.tasks.asked import Asked


def goal_for(verb: Verb, release: Release, settings: Settings, asked: Asked) -> Goal:
    """The release live in that environment, in the manner that the settings ask for."""
    return Goal(
        release=release,
        manners=settings.manners(),
        verb=verb,
        revert_seconds=settings.revert_seconds,
        bake_seconds=settings.bake_seconds,
        migrates=verb is Verb.DEPLOY,
        overrides=asked.overrides,
    )


def errand_for(goal: Goal, settings: Settings, asked: Asked, base: str) -> Errand:
    """The same in the ledger's words."""
    title = f"{goal.verb.value} {goal.release.name} to {settings.system} {settings.environment}"
    return Errand(goal.verb.value, goal.release.name, base, asked.reason, title)
