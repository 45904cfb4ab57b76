"""What a request is, read off its headers, its path and its form."""

import pytest

from rehearsal.control.naming import name_request

FORM = "application/x-www-form-urlencoded; charset=utf-8"


def signed(service: str) -> str:
    return (
        f"AWS4-HMAC-SHA256 Credential=AKIAKEY/20261120/eu-west-1/{service}/aws4_request, SignedHeaders=host"
    )


def environ(path: str = "/", method: str = "POST", query: str = "", **headers: str) -> dict[str, str]:
    return {
        "PATH_INFO": path,
        "REQUEST_METHOD": method,
        "QUERY_STRING": query,
        "HTTP_HOST": "127.0.0.1",
        **headers,
    }


@pytest.mark.parametrize(
    ("given", "body", "service", "operation"),
    [
        (
            environ(HTTP_AUTHORIZATION=signed("ecs"), HTTP_X_AMZ_TARGET="AmazonEC2V20141113.UpdateService"),
            b"{}",
            "ecs",
            "UpdateService",
        ),
        (
            environ(HTTP_AUTHORIZATION=signed("elasticloadbalancing"), CONTENT_TYPE=FORM),
            b"Action=ModifyRule&Version=2015-12-01",
            "elbv2",
            "ModifyRule",
        ),
        (
            environ(HTTP_AUTHORIZATION=signed("elasticloadbalancing"), CONTENT_TYPE=FORM),
            b"Action=DescribeTags&Version=2012-06-01",
            "elb",
            "DescribeTags",
        ),
        (
            environ(
                "/service/GraniteServiceVersion20100801/operation/PutMetricData",
                HTTP_AUTHORIZATION=signed("monitoring"),
            ),
            b"",
            "cloudwatch",
            "PutMetricData",
        ),
        (environ("/bucket/a/key", "PUT", HTTP_AUTHORIZATION=signed("s3")), b"Action=no", "s3", "PutObject"),
        (
            environ("/bucket", "GET", "list-type=2", HTTP_AUTHORIZATION=signed("s3")),
            b"",
            "s3",
            "ListObjectsV2",
        ),
        (
            environ(
                "/bucket/key", "GET", "X-Amz-Credential=AKIAKEY%2F20261120%2Feu-west-1%2Fs3%2Faws4_request"
            ),
            b"",
            "s3",
            "GetObject",
        ),
        (
            environ("/2020-05-31/cache-policy", "GET", HTTP_AUTHORIZATION=signed("cloudfront")),
            b"",
            "cloudfront",
            "ListCachePolicies",
        ),
        (
            environ(CONTENT_TYPE=FORM),
            b"Action=AssumeRoleWithWebIdentity&Version=2011-06-15",
            "sts",
            "AssumeRoleWithWebIdentity",
        ),
        (environ("/", "GET", HTTP_AUTHORIZATION=signed("nobody")), b"", "nobody", ""),
    ],
)
def test_every_protocol_names_its_call(
    given: dict[str, str], body: bytes, service: str, operation: str
) -> None:
    """Faults and the request log go by these names."""
    name = name_request(given, body)
    assert (service, operation) == (name.service, name.operation)


def test_the_region_and_the_key_come_from_the_signature() -> None:
    """They say whose records are meant."""
    name = name_request(environ(HTTP_AUTHORIZATION=signed("ecs"), HTTP_X_AMZ_TARGET="x.ListClusters"), b"{}")
    assert ("eu-west-1", "AKIAKEY") == (name.region, name.access_key)
