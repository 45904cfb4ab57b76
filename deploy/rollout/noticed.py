"""What happened while no run of ours was there, told from what is seen and what is remembered; pure."""

from deploy.model.history import History
from deploy.model.standing import Standing


def taken_back(now: Standing, past: History) -> str:
    """That traffic went back by itself, since the last run; empty where nothing of the kind is seen."""
    if not now.is_settled or not any(c.live.release for c in now.components):
        return ""
    serving = now.serving or "no single release"
    run = past.open_rollout
    if run and not run.is_over and run.release != now.serving:
        return (
            f"{run.verb} {run.release} by {run.who}, begun {run.began}, came to no end, and {serving} "
            "serves: the platform took the traffic back, or never gave it"
        )
    if past.live and now.serving and past.live != now.serving and not (run and run.release == now.serving):
        return (
            f"{past.live} was live when the last run ended, and now {serving} serves: the platform went back "
            "by itself, or somebody acted without this tool"
        )
    return ""
