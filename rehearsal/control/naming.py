"""What a request is: the service, the operation and the caller, read off the wire, running nothing."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qs, unquote_plus

# Services that sign under another name than botocore's own.
SIGNING_NAMES = {
    "aws-marketplace": "meteringmarketplace",
    "elasticfilesystem": "efs",
    "elasticloadbalancing": "elbv2",
    "email": "ses",
    "monitoring": "cloudwatch",
    "states": "stepfunctions",
    "tagging": "resourcegroupstaggingapi",
}
CLASSIC_BALANCER = "2012-06-01"
# Credential=AKIA.../20261120/us-east-1/ecs/aws4_request in a header, percent-encoded in a presigned address.
CREDENTIAL = re.compile(r"(?:AWS4-[A-Z0-9-]+ Credential=|X-Amz-Credential=)([^,&\s]+)")
# /service/GraniteServiceVersion20100801/operation/PutMetricData
CBOR_PATH = re.compile(r"/service/[^/]+/operation/([A-Za-z0-9]+)")
UNSIGNED = "AKIAEXAMPLE"


@dataclass(frozen=True, slots=True)
class Name:
    """One request: service and operation by botocore's names ("" where unknown), region, access key."""

    service: str
    operation: str
    region: str
    access_key: str


def name_request(environ: Mapping[str, Any], body: bytes) -> Name:
    """Name a request from its headers, its path and, for the query protocols, its form."""
    scope = _credential(environ)
    fields = _form(environ, body)
    service = _service(scope, fields)
    return Name(
        service=service,
        operation=_operation(environ, fields, service),
        region=scope[2] if scope else "",
        access_key=scope[0] if scope else UNSIGNED,
    )


def _credential(environ: Mapping[str, Any]) -> list[str]:
    found = CREDENTIAL.search(environ.get("HTTP_AUTHORIZATION", "") or environ.get("QUERY_STRING", ""))
    scope = unquote_plus(found.group(1)).split("/") if found else []
    return scope if len(scope) == len(("key", "day", "region", "service", "aws4_request")) else []


def _form(environ: Mapping[str, Any], body: bytes) -> dict[str, str]:
    """The Action and the Version of a query request, wherever they stand."""
    text = environ.get("QUERY_STRING", "")
    if environ.get("CONTENT_TYPE", "").startswith("application/x-www-form-urlencoded"):
        text = body.decode("utf-8", "replace")
    if "Action=" not in text:
        return {}
    fields = parse_qs(text)
    return {key: fields[key][0] for key in ("Action", "Version") if key in fields}


def _service(scope: list[str], fields: Mapping[str, str]) -> str:
    if not scope:
        # Only STS lets a caller in without a signature; everything else unsigned is S3.
        return "sts" if fields.get("Action", "").startswith("AssumeRole") else "s3"
    service = SIGNING_NAMES.get(scope[3], scope[3])
    if service == "elbv2" and fields.get("Version") == CLASSIC_BALANCER:
        return "elb"
    return service


def _operation(environ: Mapping[str, Any], fields: Mapping[str, str], service: str) -> str:
    if "Action" in fields:
        return fields["Action"]
    target: str = environ.get("HTTP_X_AMZ_TARGET", "")
    if target:
        return target.rpartition(".")[2]
    cbor = CBOR_PATH.fullmatch(environ.get("PATH_INFO", ""))
    return cbor.group(1) if cbor else _routed(environ, service)


def _routed(environ: Mapping[str, Any], service: str) -> str:
    """The operation of a REST request: only the service's own routes can tell it."""
    from moto.core.request import Request  # noqa: PLC0415 - moto loads after the port is open
    from werkzeug.exceptions import NotFound  # noqa: PLC0415

    router = _router(service)
    if router is None:
        return ""
    try:
        operation, _ = router.match(Request(dict(environ)))
    except (NotFound, NotImplementedError):
        return ""
    return str(operation.name)


@lru_cache(maxsize=64)
def _router(service: str) -> Any:  # noqa: ANN401 - None, or moto's router
    from botocore.exceptions import UnknownServiceError  # noqa: PLC0415
    from moto.core.routing import get_service_router  # noqa: PLC0415

    try:
        return get_service_router(service)
    except UnknownServiceError:
        return None
