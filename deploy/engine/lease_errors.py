"""What a person is told about a lease."""

from deploy.errors import LockedError, Refused, Stopped
from deploy.model.lease import LeaseRecord
from deploy.model.names import visible


def described(record: LeaseRecord) -> str:
    """Who holds the lease, from where, since when, what for, and at which step, safe for a terminal."""
    step = f", last seen at: {record.step}" if record.step else ""
    text = f"{record.who or 'somebody'} at {record.where or 'a place unsaid'} since {record.since}"
    return visible(f"{text}: {record.what}{step}")


def locked(record: LeaseRecord) -> LockedError:
    """Somebody else is at work there."""
    return LockedError(
        "environment-locked",
        what=f"The environment is held by {described(record)}.",
        why="Its holder is alive: it renewed its lease a moment ago.",
        do="Wait for that run to end, or let this one wait its turn, with --wait and the seconds.",
    )


def taken_over(record: LeaseRecord) -> str:
    """Why a lease is lost, where this is what is stored instead of ours."""
    if not record.owner:
        return "Somebody else took it, and has given it back since."
    return f"It is now held by {described(record)}."


def lost(why: str) -> Stopped:
    """We may have been the holder, and can no longer be sure of it."""
    return Stopped(
        "lease-lost",
        what="The right to act on this environment was lost during the run.",
        why=f"{why} Nothing more was sent.",
        do="See who acts now with inv status; when nobody does, give the same command again.",
    )


def nothing_to_unlock() -> Refused:
    """Nobody holds the lease."""
    return Refused(
        "unlock-not-needed",
        what="The environment is not locked.",
        why="Its lease is free.",
        do="Go on with the command that you wanted to give.",
    )


def not_confirmed(record: LeaseRecord) -> Refused:
    """The typed id is not the present holder's."""
    return Refused(
        "unlock-not-confirmed",
        what="The lock was not broken: the id that was typed is not the present holder's.",
        why=f"It is held by {described(record)}. The holder's id is {record.owner}.",
        do="Make sure that this run is dead, then give unlock that id, in full.",
    )
