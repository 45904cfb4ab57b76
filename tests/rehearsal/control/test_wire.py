"""Our own answers on the wire, checked against botocore's model both ways."""

import json
from io import BytesIO

import pytest
from botocore.parsers import create_parser
from moto.core.request import Request

from rehearsal.control.gaps import ApiError
from rehearsal.control.wire import WrongResult, read_request, write_error, write_result

JSON = "application/x-amz-json-1.1"


def request(body: object, content_type: str = JSON, path: str = "/") -> Request:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Request(
        {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": path,
            "QUERY_STRING": "",
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "HTTP_HOST": "127.0.0.1",
            "wsgi.url_scheme": "http",
            "CONTENT_TYPE": content_type,
            "CONTENT_LENGTH": str(len(data)),
            "wsgi.input": BytesIO(data),
        },
    )


def test_a_request_keeps_the_names_of_the_model() -> None:
    """A gap reads the members as the API reference spells them."""
    read = read_request(
        request({"serviceDeploymentArn": "arn", "stopType": "ROLLBACK"}), "ecs", "StopServiceDeployment"
    )
    assert read == {"serviceDeploymentArn": "arn", "stopType": "ROLLBACK"}


@pytest.mark.parametrize("body", [{}, {"serviceDeploymentArn": "arn", "stopType": "MAYBE"}])
def test_a_request_that_the_model_forbids_is_refused(body: dict[str, str]) -> None:
    """A missing member and a string outside its enum are the caller's mistakes."""
    with pytest.raises(ApiError) as refused:
        read_request(request(body), "ecs", "StopServiceDeployment")
    assert ("InvalidParameterException", 400) == (refused.value.code, refused.value.status)


@pytest.mark.parametrize(
    "result",
    [{"notAMember": 1}, {"serviceDeployments": [{"status": "DREAMING"}]}, {"serviceDeployments": "none"}],
)
def test_a_result_that_the_model_forbids_is_our_defect(result: dict[str, object]) -> None:
    """A test fails here and not in a user's client."""
    with pytest.raises(WrongResult):
        write_result(request({}), ("ecs", "ListServiceDeployments"), result)


@pytest.mark.parametrize(
    ("service", "operation", "protocol", "content_type"),
    [
        ("ecs", "ListClusters", "json", JSON),
        ("elbv2", "DescribeRules", "query", "application/x-www-form-urlencoded"),
        ("cloudfront", "GetDistribution", "rest-xml", ""),
        ("lambda", "ListFunctions", "rest-json", ""),
        ("ec2", "DescribeVpcs", "ec2", "application/x-www-form-urlencoded"),
        ("s3", "GetObject", "rest-xml", ""),
        ("elbv2", "DescribeRules", "json", "application/json"),
    ],
)
@pytest.mark.filterwarnings("ignore:Exception\\(ApiError\\)")
def test_an_error_is_read_by_every_protocol(
    service: str, operation: str, protocol: str, content_type: str
) -> None:
    """Code, message and status arrive as the service would have sent them."""
    reply = write_error(
        request(b"", content_type), (service, operation), ApiError("Broken", "It broke.", 503)
    )
    parsed = create_parser(protocol).parse(
        {"status_code": reply.status, "headers": dict(reply.headers), "body": reply.body},
        None,
    )
    assert (503, "Broken", "It broke.") == (reply.status, parsed["Error"]["Code"], parsed["Error"]["Message"])
