"""The decision of `rollback`: which release to go back to."""

from deploy.errors import Refused
from deploy.model.goal import Goal, Verb
from deploy.model.history import History
from deploy.model.plan import Objection
from deploy.model.release import Release
from deploy.model.standing import Standing
from deploy.rollout.way_back import choose_target
from deploy.settings.schema import Settings
from deploy.tasks.asked import Asked


def target(past: History, now: Standing, wanted: str) -> Release:
    """The release to go back to; refused where there is none."""
    found = choose_target(past, now, wanted)
    if isinstance(found, Objection):
        raise Refused(found.reference, what=found.what, why=found.why, do=found.do)
    return found


def goal_for(release: Release, settings: Settings, asked: Asked, marks_bad: str) -> Goal:
    """The release live at once: a way back is one shift, whatever the way there was."""
    return Goal(
        release=release,
        manners=tuple(manner.at_once() for manner in settings.manners()),
        verb=Verb.ROLLBACK,
        revert_seconds=settings.revert_seconds,
        bake_seconds=settings.bake_seconds,
        overrides=asked.overrides,
        marks_bad=marks_bad,
        why=asked.reason,
    )
