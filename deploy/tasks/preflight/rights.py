"""The rights that a rollout cannot do without, on the things that they are needed on.

Only those whose resource is known before anything was looked at: a right that is simulated on the wrong
resource would be missed where it is there.
"""

from deploy.connectors.identity.port import Caller, Right
from deploy.model.topology import parameter_name
from deploy.settings.platform import PlatformKind
from deploy.settings.schema import LedgerKind, Settings

_ON_SERVICES = ("ecs:DescribeServices", "ecs:UpdateService")
_ON_TABLES = ("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query")
_ON_IMAGES = ("ecr:DescribeImages",)
_ON_PARAMETERS = ("ssm:GetParameter",)


def rights_for(settings: Settings, caller: Caller) -> tuple[Right, ...]:
    """What a rollout of that system needs."""
    if settings.aws is None or settings.platform.kind is not PlatformKind.ECS_SERVICE:
        return ()
    partition, region = caller.arn.split(":")[1], settings.aws.region
    parameter = f"parameter{parameter_name(settings.system, settings.environment)}"
    wanted = (
        ("ssm", (parameter,), _ON_PARAMETERS),
        ("ecs", _services(settings), _ON_SERVICES),
        ("ecr", tuple(f"repository/{c.repository}" for c in settings.components), _ON_IMAGES),
        ("dynamodb", _tables(settings), _ON_TABLES),
    )
    return tuple(
        Right(action, f"arn:{partition}:{service}:{region}:{caller.account}:{name}")
        for service, names, actions in wanted
        for name in names
        for action in actions
    )


def _services(settings: Settings) -> tuple[str, ...]:
    platform = settings.platform.ecs_service
    if platform is None:
        return ()
    tables = (c.ecs_service for c in settings.components)
    return tuple(f"service/{platform.cluster}/{table.service}" for table in tables if table)


def _tables(settings: Settings) -> tuple[str, ...]:
    ledger = settings.ledger
    return (f"table/{ledger.table}",) if ledger.kind is LedgerKind.DYNAMODB and ledger.table else ()
