"""What the load balancer answers itself."""

import pytest

from rehearsal.balancer.answers import error_answer, fixed_answer, redirect_location
from rehearsal.balancer.http1.request import parse_request
from rehearsal.balancer.view import FixedResponse, Redirect

REQUEST = parse_request(b"GET /a/b?x=1 HTTP/1.1\r\nHost: shop.test:8080\r\n")


def test_an_error_page_is_the_albs() -> None:
    head, _, body = error_answer(503, keep_alive=True).partition(b"\r\n\r\n")

    assert head.startswith(b"HTTP/1.1 503 Service Temporarily Unavailable\r\nServer: awselb/2.0\r\n")
    assert b"Content-Length: %d" % len(body) in head
    assert b"<center><h1>503 Service Temporarily Unavailable</h1></center>" in body


def test_the_answer_to_a_head_request_has_no_body() -> None:
    answer = error_answer(504, keep_alive=False, head_only=True)

    assert answer.endswith(b"\r\n\r\n")
    assert b"Connection: close" in answer
    assert b"Content-Length: 0" not in answer


def test_a_fixed_response_keeps_its_type_and_text() -> None:
    answer = fixed_answer(FixedResponse(404, "application/json", '{"ü": 1}'), keep_alive=True)

    assert b"Content-Type: application/json\r\n" in answer
    assert answer.endswith('Content-Length: 9\r\n\r\n{"ü": 1}'.encode())


@pytest.mark.parametrize(
    ("redirect", "location"),
    [
        (Redirect(301, protocol="HTTPS", port="443"), "https://shop.test/a/b?x=1"),
        (Redirect(302), "http://shop.test:81/a/b?x=1"),
        (Redirect(302, port="80", query=""), "http://shop.test/a/b"),
        (
            Redirect(302, host="www.#{host}", path="/new/#{path}", query="a=b&#{query}"),
            "http://www.shop.test:81/new/a/b?a=b&x=1",
        ),
        (Redirect(302, port="9000", path="/", query=""), "http://shop.test:9000/"),
    ],
)
def test_a_redirect_fills_in_the_parts_of_the_request(redirect: Redirect, location: str) -> None:
    assert location == redirect_location(redirect, REQUEST, ("HTTP", 81))
