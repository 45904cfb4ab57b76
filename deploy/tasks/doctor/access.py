"""What a run in an environment would be asked beforehand, told without running anything."""

from datetime import datetime

from deploy.bootstrap import Gatehouse
from deploy.connectors.identity.port import Caller, NotSignedIn
from deploy.connectors.source.port import Checkout
from deploy.model.goal import Verb
from deploy.model.plan import Objection
from deploy.settings.schema import Notify
from deploy.tasks.preflight.gate import life_of, objections

Line = tuple[str, str]


def access(house: Gatehouse) -> tuple[Line, ...]:
    """Who we are there, what is checked out here, and which rules hold."""
    approvals = house.settings.approvals
    return (
        *_keys(house.caller, house.clock.wall()),
        ("checkout", _words(house.source.look())),
        ("approval", approvals.approvers or "needs none"),
        ("windows", ", ".join(approvals.windows) or "at any time"),
        ("news", _hearers(house.settings.notify)),
    )


def against_a_deploy(house: Gatehouse) -> tuple[Objection, ...]:
    """What a deploy would be refused for right now."""
    return objections(house, Verb.DEPLOY)


def _keys(caller: Caller | NotSignedIn | None, now: datetime) -> tuple[Line, ...]:
    if caller is None:
        return (("account", "none is in play"),)
    if isinstance(caller, NotSignedIn):
        return (("account", "nobody is signed in"),)
    return (
        ("account", caller.account),
        ("acting as", caller.arn),
        ("keys", f"from {caller.source}; {life_of(caller, now)}"),
    )


def _hearers(notify: Notify) -> str:
    """Who is told of a run; a channel alone is reached by nobody."""
    slack, topic = notify.slack_webhook_secret, notify.sns_topic
    reached = [
        *([f"Slack, by the secret {slack}"] if slack else []),
        *([f"the SNS topic {topic}"] if topic else []),
    ]
    if reached:
        return " and ".join(reached)
    channel = notify.slack_channel
    return f"nobody: {channel} needs a notify.slack_webhook_secret to be reached by" if channel else "nobody"


def _words(found: Checkout | None) -> str:
    if found is None:
        return "none"
    marks = (
        f"{len(found.changed)} files changed" if found.changed else "clean",
        "pushed" if found.is_pushed else "not pushed",
        *(("shallow",) if found.is_shallow else ()),
    )
    return f"{found.commit[:12]} on {found.branch or 'a detached head'}: {', '.join(marks)}"
