"""Secrets and parameters that ECS injects into a container's environment (`valueFrom`)."""

import json
from collections.abc import Mapping
from typing import Any

from moto.core.exceptions import JsonRESTError, ServiceException

from rehearsal.control.plane import ControlPlane
from rehearsal.ecs.records.service import Place

SECRET_ARN_PARTS = 7


class Unavailable(Exception):
    """A secret or a log group that a task needs cannot be had."""


def resolve(plane: ControlPlane, place: Place, definition: Mapping[str, Any]) -> dict[str, str]:
    """Give the injected variables of a container."""
    found = {}
    for secret in definition.get("secrets") or []:
        source = str(secret["valueFrom"])
        try:
            found[str(secret["name"])] = _value(plane, place, source)
        except (ServiceException, JsonRESTError, KeyError, TypeError, ValueError) as error:
            raise Unavailable(
                "ResourceInitializationError: unable to pull secrets or registry auth: unable to retrieve "
                f"secret from {source}: {getattr(error, 'message', error)}",
            ) from error
    return found


def _value(plane: ControlPlane, place: Place, source: str) -> str:
    """Tell the two stores apart: only Secrets Manager is named by `:secretsmanager:`."""
    if ":secretsmanager:" in source:
        return _secret(plane, place, source)
    parameter = plane.backend("ssm", place.account, place.region).get_parameter(source)
    if parameter is None:
        raise ValueError(f"invalid ssm parameters: {source}")
    return str(parameter.value)


def _secret(plane: ControlPlane, place: Place, source: str) -> str:
    """Read `arn:...:secret:name[:json-key:stage:version-id]`."""
    parts = source.split(":")
    arn = ":".join(parts[:SECRET_ARN_PARTS])
    key, stage, version = ([*parts[SECRET_ARN_PARTS:], "", "", ""])[:3]
    backend = plane.backend("secretsmanager", place.account, place.region)
    wanted_stage = None if version else stage or "AWSCURRENT"
    value = backend.get_secret_value(arn, version or None, wanted_stage)["SecretString"]
    return str(json.loads(value)[key]) if key else str(value)
