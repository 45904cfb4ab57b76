"""Answers on the wire: our own results and errors in the protocol of the service that was called."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from botocore.exceptions import UnknownServiceError
from botocore.model import OperationNotFoundError, Shape
from botocore.validate import ParamValidator
from moto.core.model import OperationModel, ServiceModel
from moto.core.parse import PROTOCOL_PARSERS
from moto.core.request import Request, determine_request_protocol
from moto.core.routing import get_service_router
from moto.core.serialize import ResponseSerializer, get_serializer_class
from moto.core.utils import get_service_model
from werkzeug.exceptions import NotFound

from rehearsal.control.gaps import ApiError
from rehearsal.control.shapes import wrong_values


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back to the caller, whole."""

    status: int
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""

    @property
    def line(self) -> str:
        """The status line as WSGI wants it."""
        return f"{self.status} {PHRASES.get(self.status, 'Answer')}"


PHRASES = {status.value: status.phrase for status in HTTPStatus}
# <Code>NoSuchBucket</Code> in XML, "__type": "com.amazon#ClusterNotFoundException" in JSON.
CODE = re.compile(rb'<Code>([^<]+)</Code>|"__type": ?"(?:[^"#]*#)?([^"]+)"')


class WrongResult(Exception):
    """One of our gaps answered something that botocore's model does not know."""


def read_request(request: Request, service: str, operation: str) -> dict[str, Any]:
    """The members of a request, checked against the model as AWS checks them."""
    model = get_service_model(service).operation_model(operation)
    parser = PROTOCOL_PARSERS[determine_request_protocol(model.service_model, request.content_type)](model)
    parsed: dict[str, Any] = parser.parse(
        {
            "method": request.method,
            "values": request.values,
            "headers": request.headers,
            "body": request.data,
            "url_path": request.path,
            "url_params": _labels(request, service),
        },
    )
    problem = _problem(parsed, model.input_shape)
    if problem:
        raise ApiError(_validation_code(service), problem)
    return parsed


def write_result(request: Request, name: tuple[str, str], result: Mapping[str, Any]) -> Reply:
    """A result of ours as the service's clients read it; a member the model lacks is a defect and raises."""
    service, operation = name
    model = get_service_model(service).operation_model(operation)
    problem = _problem(result, model.output_shape)
    if problem:
        raise WrongResult(f"{service} {operation}: {problem}")
    return _serialized(_serializer(model, request.content_type), result)


def write_error(request: Request, name: tuple[str, str], error: ApiError) -> Reply:
    """An error as the service's clients read it; it works for operations nobody has heard of too."""
    service, operation = name
    try:
        model = get_service_model(service)
    except UnknownServiceError:
        model = get_service_model("ecs")
    try:
        operation_model = model.operation_model(operation)
    except OperationNotFoundError:
        operation_model = OperationModel({}, model)
    reply = _serialized(_serializer(operation_model, request.content_type), error)
    return Reply(error.status, reply.headers, reply.body)


def error_code(reply: Reply) -> str:
    """The error code in an answer that moto wrote, for the log."""
    found = CODE.search(reply.body)
    return (found.group(1) or found.group(2)).decode() if found else ""


def _labels(request: Request, service: str) -> dict[str, Any]:
    try:
        return get_service_router(service).match(request)[1]
    except (NotFound, NotImplementedError):
        return {}


def _problem(value: Mapping[str, Any], shape: Shape | None) -> str:
    if shape is None:
        return ""
    report = ParamValidator().validate(value, shape)
    return report.generate_report() if report.has_errors() else wrong_values(value, shape)


def _validation_code(service: str) -> str:
    return {"ecs": "InvalidParameterException"}.get(service, "ValidationException")


def _serializer(model: OperationModel, content_type: str) -> ResponseSerializer:
    service: ServiceModel = model.service_model
    try:
        protocol = determine_request_protocol(service, content_type)
    except NotImplementedError:
        # A protocol that the service does not speak still gets an answer, and not a cut connection.
        protocol = "json"
    return get_serializer_class(str(service.service_name), protocol)(operation_model=model)


def _serialized(serializer: ResponseSerializer, result: object) -> Reply:
    response = serializer.serialize(result)
    body: Any = response["body"]
    headers = [(key, str(value)) for key, value in dict(response["headers"]).items()]
    return Reply(response["status_code"], headers, body.encode() if isinstance(body, str) else bytes(body))
