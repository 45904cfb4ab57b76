"""Cookies that bind a client."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from rehearsal.balancer.stickiness import cookie, set_cookie_lines, sets_cookie, token


def test_a_cookie_is_found_among_others() -> None:
    header = b"a=1; AWSALB=token; AWSALBTG=other"

    assert b"token" == cookie(header, b"AWSALB")
    assert b"other" == cookie(header, b"AWSALBTG")
    assert cookie(header, b"AWS") is None


def test_a_token_is_the_same_after_a_restart() -> None:
    assert token("127.0.0.1:80") == token("127.0.0.1:80")
    assert token("127.0.0.1:80") != token("127.0.0.1:81")


def test_a_set_cookie_lives_as_long_as_asked_and_has_a_twin() -> None:
    plain, cors = set_cookie_lines(b"AWSALB", b"t", 600)
    expires = plain.decode().split("Expires=")[1].split(";")[0]

    left = (parsedate_to_datetime(expires) - datetime.now(UTC)).total_seconds()

    assert 590 < left <= 600
    assert cors.startswith(b"Set-Cookie: AWSALBCORS=t; ")
    assert cors.endswith(b"SameSite=None; Secure")


def test_the_applications_own_cookie_is_seen_by_its_whole_name() -> None:
    assert sets_cookie([b"session=1; Path=/"], "session")
    assert not sets_cookie([b"session2=1; Path=/", b"x=session=1"], "session")
