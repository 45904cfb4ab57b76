"""Which error code a service gives for a fault; AWS has a dialect per protocol and some per service."""

from rehearsal.control.gaps import ApiError
from rehearsal.faults.model import Kind

QUERY = frozenset({"autoscaling", "cloudformation", "elasticache", "elbv2", "iam", "rds", "sns", "sts"})
THROTTLED = {"s3": ("SlowDown", 503), "ec2": ("RequestLimitExceeded", 503)}
BROKEN = {"s3": "InternalError", "ec2": "InternalError", "ecs": "ServerException", "ecr": "ServerException"}
EXPIRED = {"ec2": "RequestExpired", "s3": "ExpiredToken"}


def error_for(kind: Kind, service: str) -> ApiError:
    """The error that a struck call is answered with."""
    if kind is Kind.THROTTLE:
        default = "Throttling" if service in QUERY else "ThrottlingException"
        code, status = THROTTLED.get(service, (default, 400))
        return ApiError(code, "Rate exceeded", status)
    if kind is Kind.EXPIRED:
        default = "ExpiredToken" if service in QUERY else "ExpiredTokenException"
        message = "The security token included in the request is expired"
        return ApiError(EXPIRED.get(service, default), message, 403 if service in QUERY else 400)
    return ApiError(
        BROKEN.get(service, "InternalFailure"), "The request failed, as this rehearsal asked.", 500
    )
