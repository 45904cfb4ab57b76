"""No web page that a browser happens to show can ask the rehearsal for anything."""

from http.client import HTTPConnection
from typing import Any

import pytest

from rehearsal.control.visitors import is_stranger

OURS = "http://127.0.0.1:4000"


@pytest.mark.parametrize(
    ("headers", "stranger"),
    [
        ({"HTTP_HOST": "127.0.0.1:4000"}, False),
        ({"HTTP_HOST": "[::1]:4000"}, False),
        ({"HTTP_HOST": "localhost:4000"}, False),
        ({"HTTP_HOST": "bucket.s3.amazonaws.com"}, False),
        ({"HTTP_HOST": "127.0.0.1:4000", "HTTP_ORIGIN": OURS}, False),
        ({"HTTP_HOST": "127.0.0.1:4000", "HTTP_ORIGIN": "https://example.com"}, True),
        ({"HTTP_HOST": "127.0.0.1:4000", "HTTP_ORIGIN": "null"}, True),
        ({"HTTP_HOST": "rebound.example.com:4000"}, True),
        ({"HTTP_HOST": "notamazonaws.com"}, True),
        ({}, True),
    ],
)
def test_a_browser_tells_on_a_foreign_page(headers: dict[str, str], stranger: bool) -> None:  # noqa: FBT001 - a table
    """By its Origin, or after DNS rebinding by its Host."""
    assert is_stranger(headers, OURS) is stranger


@pytest.mark.parametrize("path", ["/", "/_rehearsal/commands/stop"])
def test_a_foreign_page_is_turned_away_before_anything_runs(running: Any, path: str) -> None:
    """Neither an AWS call nor a command, and no CORS header that would let it read the answer."""
    connection = HTTPConnection("127.0.0.1", int(running.state.endpoint.rpartition(":")[2]), timeout=5)
    connection.request("POST", path, body=b"{}", headers={"Origin": "https://example.com"})
    answer = connection.getresponse()
    assert (403, None) == (answer.status, answer.getheader("Access-Control-Allow-Origin"))
    connection.close()
    assert running.client("sts").get_caller_identity()["Account"] == "123456789012"
