"""Every call to AWS that the sources make, as the IAM action that it needs."""

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from botocore import xform_name
from botocore.session import get_session

ROOT = Path(__file__).resolve().parents[2]
CONNECTORS = ROOT / "deploy/connectors"
ROOMS: Mapping[str, str] = {
    "alarms": "cloudwatch",
    "autoscaling": "application-autoscaling",
    "ecs": "ecs",
    "elb": "elbv2",
    "fleet": "ecs",
    "ledger": "dynamodb",
    "logs": "logs",
    "notify/sns": "sns",
    "notify/webhook": "secretsmanager",
    "pages": "elbv2",
    "parameters": "ssm",
    "registry": "ecr",
    "scanner/ecr": "ecr",
    "signer": "ecr",
}
"""Which service a room under `connectors/` talks to; a room may name one itself, with `.of("sts")`."""
ACTIONS: Mapping[str, tuple[str, ...]] = {
    "dynamodb:TransactGetItems": ("dynamodb:GetItem",),
    "dynamodb:TransactWriteItems": ("dynamodb:ConditionCheckItem", "dynamodb:PutItem"),
    "sts:AssumeRoleWithWebIdentity": (),
    "sts:GetCallerIdentity": (),
}
"""Where an operation is not the action of its name: its parts, or none at all."""
_CLIENTS = {"patient", "once", "reader", "writer"}


def actions_of(service: str, operation: str) -> tuple[str, ...]:
    """The IAM actions that an operation needs."""
    prefix = {"elbv2": "elasticloadbalancing"}.get(service, service)
    action = f"{prefix}:{operation}"
    return ACTIONS.get(action, (action,))


def actions_in_sources() -> set[str]:
    """What all connectors need."""
    return {action for path in CONNECTORS.rglob("*.py") for action in actions_in(path)}


def actions_in(path: Path) -> Iterator[str]:
    """What one file needs."""
    tree = ast.parse(path.read_text())
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        if (method := _method(call)) is None:
            continue
        service = _named_service(call) or _service_of(path)
        operation = _operations(service).get(method)
        assert operation, f"{path}:{call.lineno}: {service} has no operation {method}"
        yield from actions_of(service, operation)


def _method(call: ast.Call) -> str | None:
    """The method of a client that is called, or whose pages are asked for."""
    function = call.func
    if not (isinstance(function, ast.Attribute) and isinstance(function.value, ast.Attribute)):
        return None
    if function.value.attr not in _CLIENTS or function.attr in {"paginate", "of"}:
        return None
    if function.attr != "get_paginator":
        return function.attr
    (name,) = call.args
    assert isinstance(name, ast.Constant)
    return str(name.value)


def _named_service(call: ast.Call) -> str:
    """The service of `.of("sts").patient.get_caller_identity()`."""
    for node in ast.walk(call.func):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "of":
            (name,) = node.args
            return str(name.value) if isinstance(name, ast.Constant) else ""
    return ""


def _service_of(path: Path) -> str:
    parts = path.relative_to(CONNECTORS).with_suffix("").parts
    found = ROOMS.get("/".join(parts[:2])) or ROOMS.get(parts[0])
    assert found, f"{path} talks to AWS; say to which service in ROOMS"
    return found


@cache
def _operations(service: str) -> Mapping[str, str]:
    """A service's operations by the names of their methods."""
    return {xform_name(name): name for name in get_session().get_service_model(service).operation_names}
