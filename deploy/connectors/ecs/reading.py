"""ECS's answers in our words; pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from deploy.connectors.ecs.port import RELEASE_TAG, Deployment, Hook, Revision, Status

_MONITORING = "MONITORING"


def release_of(tags: Iterable[Mapping[str, str]]) -> str:
    """The release that tags name; empty where they name none."""
    return next((tag["value"] for tag in tags if tag["key"] == RELEASE_TAG), "")


def revision_groups(revisions: Mapping[str, Any]) -> dict[str, str]:
    """The target group that each service revision is registered in."""
    found = {}
    for arn, revision in revisions.items():
        resolved = revision.get("resolvedConfiguration", {}).get("loadBalancers", [])
        found[arn] = resolved[0].get("targetGroupArn", "") if resolved else ""
    return found


def deployment_from(
    seen: Mapping[str, Any], releases: Mapping[str, str], groups: Mapping[str, str]
) -> Deployment:
    """A service deployment."""
    sources = [_revision(one, releases, groups) for one in seen.get("sourceServiceRevisions", [])]
    return Deployment(
        arn=seen["serviceDeploymentArn"],
        status=Status(seen["status"]),
        stage=seen.get("lifecycleStage", ""),
        reason=seen.get("statusReason", ""),
        target=_revision(seen["targetServiceRevision"], releases, groups),
        source=sources[0] if sources else None,
        hook=_hook(seen),
        has_monitors=seen.get("alarms", {}).get("status") == _MONITORING,
    )


def _revision(one: Mapping[str, Any], releases: Mapping[str, str], groups: Mapping[str, str]) -> Revision:
    return Revision(
        arn=one["arn"],
        release=releases.get(one["arn"], ""),
        wanted=one.get("requestedTaskCount", 0),
        running=one.get("runningTaskCount", 0),
        share=one.get("requestedProductionTrafficWeight", 0.0),
        target_group=groups.get(one["arn"], ""),
    )


def _hook(seen: Mapping[str, Any]) -> Hook | None:
    waiting = [one for one in seen.get("lifecycleHookDetails", []) if one["status"] == "AWAITING_ACTION"]
    return Hook(waiting[0]["hookId"], seen.get("lifecycleStage", "")) if waiting else None
