"""ElastiCache: every replication group and every lone cluster of Redis has a server."""

from collections.abc import Callable
from typing import Any

from moto.elasticache import models

from rehearsal.control.patching import Need, patch
from rehearsal.control.plane import ControlPlane
from rehearsal.databases.caches import CachesPart, set_endpoint

NEEDS = (
    Need("moto.elasticache.models", "ElastiCacheBackend.create_replication_group"),
    Need("moto.elasticache.models", "ElastiCacheBackend.create_cache_cluster"),
    Need("moto.elasticache.models", "ElastiCacheBackend.delete_replication_group"),
    Need("moto.elasticache.models", "ElastiCacheBackend.delete_cache_cluster"),
)
Method = Callable[..., Any]
SPEAKS_REDIS = frozenset({"redis", "valkey"})


def install(plane: ControlPlane) -> None:
    """Let the caches follow every call that concerns a server."""
    part = plane.part(CachesPart)
    backend = models.ElastiCacheBackend
    patch(backend, "create_replication_group", lambda original: _group_created(original, part))
    patch(backend, "create_cache_cluster", lambda original: _cluster_created(original, part))
    for name in ("delete_replication_group", "delete_cache_cluster"):
        patch(backend, name, lambda original: _deleted(original, part))


def _group_created(original: Method, part: CachesPart) -> Method:
    def create_replication_group(self: Any, **named: Any) -> Any:  # noqa: ANN401 - moto's own
        group = original(self, **named)
        endpoint = part.created(group.arn, int(group.port), named.get("auth_token") or "")
        set_endpoint(group, endpoint)
        for member in group.member_clusters:
            _show(self.cache_clusters[member], endpoint)
        return group

    return create_replication_group


def _cluster_created(original: Method, part: CachesPart) -> Method:
    def create_cache_cluster(self: Any, **named: Any) -> Any:  # noqa: ANN401 - moto's own
        cluster = original(self, **named)
        if cluster.engine in SPEAKS_REDIS:
            _show(cluster, part.created(cluster.arn, int(cluster.port), named.get("auth_token") or ""))
        return cluster

    return create_cache_cluster


def _deleted(original: Method, part: CachesPart) -> Method:
    def delete(self: Any, *given: Any, **named: Any) -> Any:  # noqa: ANN401 - moto's own
        gone = original(self, *given, **named)
        part.deleted(gone.arn)
        return gone

    return delete


def _show(cluster: Any, endpoint: tuple[str, int]) -> None:  # noqa: ANN401 - moto's cache cluster
    for node in cluster.cache_nodes:
        node["Endpoint"] = {"Address": endpoint[0], "Port": endpoint[1]}
