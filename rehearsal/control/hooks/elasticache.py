"""ElastiCache: members of replication groups exist, and what is deleted goes away."""

import re
from collections.abc import Callable
from inspect import signature
from typing import Any

from moto.elasticache import models

from rehearsal.control.patching import Need, patch
from rehearsal.control.plane import ControlPlane

NEEDS = (
    Need("moto.elasticache.models", "ElastiCacheBackend.create_replication_group"),
    Need(
        "moto.elasticache.models",
        "ElastiCacheBackend.delete_replication_group",
        ("self", "replication_group_id", "retain_primary_cluster"),
    ),
    Need("moto.elasticache.models", "ElastiCacheBackend.delete_cache_cluster", ("self", "cache_cluster_id")),
    Need("moto.elasticache.models", "ElastiCacheBackend.__init__", ("self", "region_name", "account_id")),
    Need("moto.elasticache.models", "ReplicationGroup.__init__"),
    Need("moto.elasticache.models", "CacheCluster.__init__"),
)
VERSION = "7.1.0"
CLUSTER_PARAMETERS = tuple(signature(models.CacheCluster.__init__).parameters)[1:]
SHARED = (
    "auto_minor_version_upgrade",
    "cache_node_type",
    "cache_parameter_group_name",
    "cache_subnet_group_name",
    "engine_version",
    "ip_discovery",
    "network_type",
    "port",
    "preferred_maintenance_window",
    "replication_group_id",
    "security_group_ids",
    "snapshot_retention_limit",
    "snapshot_window",
    "transit_encryption_enabled",
)


def install(_: ControlPlane) -> None:
    """Put replication groups and cache clusters right."""
    backend = models.ElastiCacheBackend
    patch(models.ReplicationGroup, "__init__", _counting_replicas)
    patch(models.CacheCluster, "__init__", _with_nodes)
    patch(backend, "__init__", _knowing_parameter_groups)
    patch(backend, "create_replication_group", _with_members)
    patch(backend, "delete_replication_group", _group_gone)
    patch(backend, "delete_cache_cluster", _cluster_gone)


def full_version(version: str | None) -> str:
    """A version as ElastiCache reports it: asked for 7.0, it answers 7.0.7."""
    if not version:
        return VERSION
    return f"{version}.7" if version.count(".") == 1 else version


def _knowing_parameter_groups(original: Callable[..., None]) -> Callable[..., None]:
    """Parameter groups are ours, and have tags like everything else."""

    def init(self: Any, *given: Any, **named: Any) -> None:  # noqa: ANN401 - moto's own
        original(self, *given, **named)
        self.arn_regex = re.compile(self.arn_regex.pattern.replace("user)", "user|parametergroup)"))

    return init


def _counting_replicas(original: Callable[..., None]) -> Callable[..., None]:
    """NumCacheClusters counts the primary too; moto looks only at ReplicasPerNodeGroup."""

    def init(self: Any, **named: Any) -> None:  # noqa: ANN401 - moto's own
        clusters = named.get("num_cache_clusters")
        if clusters and not named.get("replicas_per_node_group"):
            named["replicas_per_node_group"] = int(clusters) - 1
        original(self, **named)
        for group in self.node_groups:
            for member in group["node_group_members"]:
                member["cache_node_id"] = "0001"

    return init


def _with_nodes(original: Callable[..., None]) -> Callable[..., None]:
    """A cluster has nodes with an endpoint, a whole version and a parameter group."""

    def init(self: Any, **named: Any) -> None:  # noqa: ANN401 - moto's own
        original(self, **named)
        self.engine_version = full_version(named.get("engine_version"))
        family = f"{self.engine}{self.engine_version.split('.')[0]}"
        self.cache_parameter_group = {
            "CacheParameterGroupName": named.get("cache_parameter_group_name") or f"default.{family}",
            "ParameterApplyStatus": "in-sync",
        }
        endpoint = {"Address": f"{self.cache_cluster_id}.cache.amazonaws.com", "Port": self.port}
        self.cache_nodes = [
            {"CacheNodeId": f"{number:04}", "CacheNodeStatus": "available", "Endpoint": endpoint}
            for number in range(1, self.num_cache_nodes + 1)
        ]

    return init


def _with_members(original: Callable[..., Any]) -> Callable[..., Any]:
    def create_replication_group(self: Any, **named: Any) -> Any:  # noqa: ANN401 - moto's own
        group = original(self, **named)
        group.replication_group_id = group.replication_group_id.lower()
        for member in group.member_clusters:
            self.cache_clusters[member] = _member(self, group, member)
        return group

    return create_replication_group


def _member(backend: Any, group: Any, name: str) -> Any:  # noqa: ANN401 - moto's own
    """One member of a group, with what the provider reads from it."""
    given = {
        "account_id": backend.account_id,
        "region_name": backend.region_name,
        "cache_cluster_id": name,
        "engine": group.engine,
        # moto keeps these of a group under the names of the request.
        **{key: getattr(group, key) for key in SHARED},
    }
    cluster: Any = models.CacheCluster(**{**dict.fromkeys(CLUSTER_PARAMETERS), **given})
    cluster.at_rest_encryption_enabled = group.at_rest_encryption_enabled
    return cluster


def _group_gone(original: Callable[..., Any]) -> Callable[..., Any]:
    def delete_replication_group(self: Any, *given: Any, **named: Any) -> Any:  # noqa: ANN401 - moto's own
        group = original(self, *given, **named)
        for member in group.member_clusters:
            self.cache_clusters.pop(member, None)
        # moto leaves it deleting for ever.
        self.replication_groups = {k: g for k, g in self.replication_groups.items() if g is not group}
        return group

    return delete_replication_group


def _cluster_gone(original: Callable[..., Any]) -> Callable[..., Any]:
    def delete_cache_cluster(self: Any, cache_cluster_id: str) -> Any:  # noqa: ANN401 - moto's own
        cluster = original(self, cache_cluster_id)
        del self.cache_clusters[cache_cluster_id]
        return cluster

    return delete_cache_cluster
