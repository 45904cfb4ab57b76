"""ElastiCache: parameter groups, engine versions and the deletion of subnet groups."""

from typing import Any

from rehearsal.control.gaps import ApiError, Call
from rehearsal.control.plane import ControlPlane
from rehearsal.recorded.shelf import Record, Shelf

VERSIONS = (
    ("redis", "redis6.x", "6.2.6"),
    ("redis", "redis7", "7.0.7"),
    ("redis", "redis7", "7.1.0"),
    ("valkey", "valkey7", "7.2.6"),
    ("valkey", "valkey8", "8.0.1"),
    ("memcached", "memcached1.6", "1.6.22"),
)


class Groups:
    """The operations on parameter groups."""

    def __init__(self, plane: ControlPlane, shelf: Shelf) -> None:
        self._plane = plane
        self._shelf = shelf

    def create(self, call: Call) -> Record:
        """CreateCacheParameterGroup."""
        name = call.request["CacheParameterGroupName"].lower()
        if name in self._drawer(call):
            raise ApiError("CacheParameterGroupAlreadyExists", f"Cache parameter group {name} already exists")
        shown = {
            "CacheParameterGroupName": name,
            "CacheParameterGroupFamily": call.request["CacheParameterGroupFamily"],
            "Description": call.request["Description"],
            "IsGlobal": False,
            "ARN": f"arn:aws:elasticache:{call.region}:{call.account}:parametergroup:{name}",
        }
        self._drawer(call)[name] = {"shown": shown, "values": {}}
        backend = self._plane.backend("elasticache", call.account, call.region)
        backend.add_tags_to_resource(shown["ARN"], list(call.request.get("Tags", [])))
        return {"CacheParameterGroup": shown}

    def describe(self, call: Call) -> Record:
        """DescribeCacheParameterGroups."""
        if "CacheParameterGroupName" in call.request:
            return {"CacheParameterGroups": [self._find(call)["shown"]]}
        return {"CacheParameterGroups": [group["shown"] for group in self._drawer(call).values()]}

    def modify(self, call: Call) -> Record:
        """ModifyCacheParameterGroup."""
        for pair in call.request["ParameterNameValues"]:
            self._find(call)["values"][pair["ParameterName"]] = pair["ParameterValue"]
        return {"CacheParameterGroupName": call.request["CacheParameterGroupName"]}

    def reset(self, call: Call) -> Record:
        """ResetCacheParameterGroup."""
        group = self._find(call)
        named = [pair["ParameterName"] for pair in call.request.get("ParameterNameValues", [])]
        group["values"] = {key: value for key, value in group["values"].items() if named and key not in named}
        return {"CacheParameterGroupName": call.request["CacheParameterGroupName"]}

    def parameters(self, call: Call) -> Record:
        """DescribeCacheParameters: those that someone set; the engine's defaults are not listed."""
        listed = [
            {"ParameterName": key, "ParameterValue": value, "Source": "user", "IsModifiable": True}
            for key, value in self._find(call)["values"].items()
        ]
        return {"Parameters": listed}

    def delete(self, call: Call) -> Record:
        """DeleteCacheParameterGroup."""
        self._find(call)
        del self._drawer(call)[call.request["CacheParameterGroupName"].lower()]
        return {}

    def _drawer(self, call: Call) -> dict[str, Record]:
        return self._shelf.drawer("cache-parameter-group", call.account, call.region)

    def _find(self, call: Call) -> Record:
        name = call.request["CacheParameterGroupName"]
        group = self._drawer(call).get(name.lower())
        if group is None:
            raise ApiError("CacheParameterGroupNotFound", f"CacheParameterGroup {name} not found.", 404)
        return group


def register(plane: ControlPlane, shelf: Shelf) -> None:
    """Answer what moto's ElastiCache lacks."""
    groups = Groups(plane, shelf)
    answers = {
        "CreateCacheParameterGroup": groups.create,
        "DescribeCacheParameterGroups": groups.describe,
        "ModifyCacheParameterGroup": groups.modify,
        "ResetCacheParameterGroup": groups.reset,
        "DescribeCacheParameters": groups.parameters,
        "DeleteCacheParameterGroup": groups.delete,
        "DescribeCacheEngineVersions": _versions,
    }
    for operation, answer in answers.items():
        plane.gap("elasticache", operation, answer)

    def delete_subnet_group(call: Call) -> Record:
        backend: Any = plane.backend("elasticache", call.account, call.region)
        if backend.cache_subnet_groups.pop(call.request["CacheSubnetGroupName"], None) is None:
            raise ApiError("CacheSubnetGroupNotFoundFault", "Cache subnet group not found.", 400)
        return {}

    plane.gap("elasticache", "DeleteCacheSubnetGroup", delete_subnet_group)


def _versions(call: Call) -> Record:
    wanted = {
        "Engine": call.request.get("Engine"),
        "EngineVersion": call.request.get("EngineVersion"),
        "CacheParameterGroupFamily": call.request.get("CacheParameterGroupFamily"),
    }
    listed = [
        {"Engine": engine, "CacheParameterGroupFamily": family, "EngineVersion": version}
        for engine, family, version in VERSIONS
    ]
    fitting = [entry for entry in listed if all(value in (None, entry[key]) for key, value in wanted.items())]
    return {"CacheEngineVersions": fitting}
