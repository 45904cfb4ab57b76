"""Which rule holds for a request."""

import pytest

from rehearsal.balancer.http1.request import Request, parse_request
from rehearsal.balancer.routing import Router, compile_condition
from rehearsal.balancer.view import Condition, ConditionField, FixedResponse, Rule


def request(line: str = "GET / HTTP/1.1", *headers: str, host: str = "shop.test") -> Request:
    """A request from its lines."""
    return parse_request("".join(f"{one}\r\n" for one in (line, f"Host: {host}", *headers)).encode())


HOST, PATH, HEADER = ConditionField.HOST, ConditionField.PATH, ConditionField.HEADER
METHOD, QUERY, SOURCE = ConditionField.METHOD, ConditionField.QUERY, ConditionField.SOURCE_IP


@pytest.mark.parametrize(
    ("condition", "asked", "met"),
    [
        (Condition(HOST, ("SHOP.test",)), request(), True),
        (Condition(HOST, ("*.test",)), request(host="a.shop.test:81"), True),
        (Condition(HOST, ("*.test",)), request(host="test"), False),
        (Condition(HOST, ("?hop.test",)), request(), True),
        (Condition(HOST, regexes=("sh[aeo]p\\.test",)), request(), True),
        (Condition(PATH, ("/img/*",)), request("GET /img/a?x HTTP/1.1"), True),
        (Condition(PATH, ("/IMG/*",)), request("GET /img/a HTTP/1.1"), False),
        (Condition(PATH, ("/img*",)), request("GET / HTTP/1.1"), False),
        (Condition(PATH, ("/a.c",)), request("GET /abc HTTP/1.1"), False),
        (Condition(PATH, ("/x", "/y")), request("GET /y HTTP/1.1"), True),
        (
            Condition(HEADER, ("*Chrome*",), header="User-Agent"),
            request("GET / HTTP/1.1", "user-agent: a chrome b"),
            True,
        ),
        (Condition(HEADER, ("green",), header="X-Test"), request(), False),
        (Condition(METHOD, ("GET", "HEAD")), request(), True),
        (Condition(METHOD, ("GET",)), request("POST / HTTP/1.1"), False),
        (Condition(QUERY, pairs=(("version", "V?"),)), request("GET /?a=1&version=v2 HTTP/1.1"), True),
        (Condition(QUERY, pairs=((None, "*example*"),)), request("GET /?a=an%20example HTTP/1.1"), True),
        (Condition(QUERY, pairs=((None, r"\*"),)), request("GET /?a=x HTTP/1.1"), False),
        (Condition(QUERY, pairs=((None, r"\*"),)), request("GET /?a=* HTTP/1.1"), True),
        (Condition(SOURCE, ("127.0.0.0/8",)), request(), True),
        (Condition(SOURCE, ("10.0.0.0/8", "2001:db8::/32")), request(), False),
    ],
)
def test_a_condition_is_met_or_not(condition: Condition, asked: Request, *, met: bool) -> None:
    assert met is compile_condition(condition)(asked, "127.0.0.1")


@pytest.mark.parametrize(
    "condition",
    [Condition(SOURCE, ("no network",)), Condition(HOST, regexes=("(",)), Condition(PATH, regexes=("*",))],
)
def test_a_rule_nobody_can_read_holds_for_nothing(condition: Condition) -> None:
    router = Router((Rule("odd", FixedResponse(500), (condition,)), Rule("default", FixedResponse(200))))

    assert "default" == router.match(request(), "127.0.0.1").arn


def test_the_first_rule_whose_every_condition_is_met_holds() -> None:
    answer = FixedResponse(200)
    both = Rule("both", answer, (Condition(PATH, ("/a*",)), Condition(METHOD, ("POST",))))
    path = Rule("path", answer, (Condition(PATH, ("/a*",)),))
    router = Router((both, path, Rule("default", answer)))

    assert "both" == router.match(request("POST /ab HTTP/1.1"), "127.0.0.1").arn
    assert "path" == router.match(request("GET /ab HTTP/1.1"), "127.0.0.1").arn
    assert "default" == router.match(request("POST /b HTTP/1.1"), "127.0.0.1").arn
