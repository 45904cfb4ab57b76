"""ECS's answers in our words; pure."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from deploy.connectors.ecs.port import LONG_AGO, RELEASE_TAG, Deployment, Hook, Revision, Service, Status


def release_of(tags: Iterable[Mapping[str, str]]) -> str:
    """The release that tags name; empty where they name none."""
    return next((tag["value"] for tag in tags if tag["key"] == RELEASE_TAG), "")


def revision_from(seen: Mapping[str, Any], release: str) -> Revision:
    """A service revision: its target group, its definition, and what its containers run."""
    resolved = seen.get("resolvedConfiguration", {}).get("loadBalancers", [])
    images = seen.get("containerImages", [])
    return Revision(
        arn=seen["serviceRevisionArn"],
        release=release,
        target_group=resolved[0].get("targetGroupArn", "") if resolved else "",
        definition=seen["taskDefinition"],
        digests=tuple(digest for one in images if (digest := _digest(one))),
    )


def _digest(image: Mapping[str, str]) -> str:
    """What ECS resolved, else the digest by which the image is named."""
    return image.get("imageDigest") or image.get("image", "").partition("@")[2]


def deployment_from(seen: Mapping[str, Any], revisions: Mapping[str, Revision]) -> Deployment:
    """A service deployment."""
    sources = [_counted(one, revisions) for one in seen.get("sourceServiceRevisions", [])]
    return Deployment(
        arn=seen["serviceDeploymentArn"],
        status=Status(seen["status"]),
        stage=seen.get("lifecycleStage", ""),
        reason=seen.get("statusReason", ""),
        target=_counted(seen["targetServiceRevision"], revisions),
        source=sources[0] if sources else None,
        hook=_hook(seen),
        created_at=seen.get("createdAt", LONG_AGO),
    )


def service_from(seen: Mapping[str, Any], release: str) -> Service:
    """An active service."""
    deployments = seen.get("deployments", [])
    primary: Mapping[str, Any] = next((d for d in deployments if d.get("status") == "PRIMARY"), {})
    hooks = seen.get("deploymentConfiguration", {}).get("lifecycleHooks", [])
    return Service(
        name=seen["serviceName"],
        desired=seen["desiredCount"],
        running=seen["runningCount"],
        release=release,
        definition=seen["taskDefinition"],
        failed=primary.get("failedTasks", 0),
        endless_pauses=tuple(
            stage for hook in hooks if _is_endless(hook) for stage in hook["lifecycleStages"]
        ),
    )


def _is_endless(hook: Mapping[str, Any]) -> bool:
    """Whether a pause has no time after which it goes back; a day, the default, is as good as none."""
    timeout = hook.get("timeoutConfiguration", {})
    return hook.get("targetType") == "PAUSE" and (
        "timeoutInMinutes" not in timeout or timeout.get("action", "ROLLBACK") != "ROLLBACK"
    )


def _counted(one: Mapping[str, Any], revisions: Mapping[str, Revision]) -> Revision:
    return replace(
        revisions.get(one["arn"], Revision(one["arn"], "")),
        wanted=one.get("requestedTaskCount", 0),
        running=one.get("runningTaskCount", 0),
        share=one.get("requestedProductionTrafficWeight", 0.0),
    )


def _hook(seen: Mapping[str, Any]) -> Hook | None:
    waiting = [one for one in seen.get("lifecycleHookDetails", []) if one["status"] == "AWAITING_ACTION"]
    if not waiting:
        return None
    first = waiting[0]
    goes_back = first.get("timeoutAction", "ROLLBACK") == "ROLLBACK"
    return Hook(first["hookId"], seen.get("lifecycleStage", ""), first.get("expiresAt"), goes_back)
