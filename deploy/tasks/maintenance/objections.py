"""Reasons to refuse a drain, one small function each; pure."""

from deploy.model.history import History
from deploy.model.maintenance import Premises
from deploy.model.plan import Objection
from deploy.tasks.maintenance.plan import Wish, left_to_serve


def against_drain(now: Premises, past: History, wish: Wish) -> tuple[Objection, ...]:
    """Everything that speaks against it."""
    found = (_rollout(past), *_instances(now, wish.instances))
    return tuple(objection for objection in found if objection)


def _rollout(past: History) -> Objection | None:
    """A rollout that is half way keeps two sides; neither may lose its copies now."""
    run = past.open_rollout
    if run is None:
        return None
    return Objection(
        "rollout-under-way",
        what=f"{run.verb} {run.release} by {run.who} came to no end",
        why="taking copies away now would take them from the side that it may have to go back to",
        do="inv resume goes on with it, inv rollback takes it back; then the same command again",
    )


def _instances(now: Premises, names: tuple[str, ...] | None) -> tuple[Objection | None, ...]:
    if names is None:
        return ()
    if not now.instances:
        return (_no_instances(now),)
    return (_unknown(now, names), _nothing_left(now, names))


def _no_instances(now: Premises) -> Objection:
    """On Fargate an empty list would be drained at once, and nothing would have happened."""
    is_ours = now.instances is not None
    return Objection(
        "no-container-instances",
        what="there is no container instance to drain",
        why="the cluster has none registered" if is_ours else "copies here do not run on machines of ours",
        do="inv maintenance-drain without --instances drains everything behind the maintenance page",
    )


def _unknown(now: Premises, names: tuple[str, ...]) -> Objection | None:
    known = [one.name for one in now.instances or ()]
    unknown = [name for name in names if name not in known]
    if not unknown:
        return None
    return Objection(
        "container-instance-unknown",
        what=f"no container instance is called {', '.join(unknown)}",
        why=f"the cluster has {', '.join(known)}",
        do="type --instances=<name>, several with commas between them",
    )


def _nothing_left(now: Premises, names: tuple[str, ...]) -> Objection | None:
    if now.is_closed or left_to_serve(now.instances or (), names):
        return None
    return Objection(
        "nothing-left-to-serve",
        what=f"without {', '.join(names)} no container instance is left that takes copies",
        why="the maintenance page is not up, so users would find nothing",
        do="inv maintenance-drain puts the page up first; or drain fewer instances at a time",
    )
