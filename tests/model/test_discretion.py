"""Texts that leave the process."""

import pytest

from deploy.model.discretion import discreet, know_secrets_of
from deploy.model.secret import Secret
from deploy.model.secret_shapes import without_shapes
from deploy.settings.secrecy import looks_secret

TOKEN = "ghp_" + "a1B2" * 9
KEY = "-----BEGIN RSA " + "PRIVATE KEY-----\nMIIEow\nabcd\n-----END RSA " + "PRIVATE KEY-----"


def test_a_secret_is_known_from_the_moment_that_it_is_one() -> None:
    """Whoever holds it, and wherever."""
    before = discreet("it is tr0ub4dor&3")
    Secret("tr0ub4dor&3")

    assert ("it is tr0ub4dor&3", "it is ***") == (before, discreet("it is tr0ub4dor&3"))


@pytest.mark.parametrize("text", [f"say {TOKEN} now", f"say {KEY} now", f"say {KEY[:60]}"])
def test_what_has_the_shape_of_a_secret_is_hidden_unknown(text: str) -> None:
    """Of a private key all of it, also where its end was cut off."""
    assert discreet(text) in {"say *** now", "say ***"}


def test_other_text_stays_as_it_is() -> None:
    """Also what no UTF-8 has."""
    text = "release v2.0.0-ib1.0.0 of sha256:" + "a" * 64 + " \udcff é"

    assert text == without_shapes(text)


@pytest.mark.parametrize(
    ("name", "value", "is_known"),
    [
        ("GITHUB_TOKEN", "gho-made-up-0123", True),
        ("AWS_SECRET_ACCESS_KEY", "abcdefghijklmnopqrstuv0123", True),
        ("DB_PASSWORD", "postgres", False),
        ("DB_PASSWORD", "productionlike", False),
        ("DB_PASSWORD", "123456789012", False),
        ("HOME", "/somewhere/else-0123", False),
    ],
)
def test_secrets_of_the_environment_are_known_unless_they_may_be_words(
    name: str, value: str, *, is_known: bool
) -> None:
    """A test database's password must not take the name of an environment out of every text."""
    know_secrets_of({name: value}, looks_secret)

    assert is_known == (discreet(f"a {value} b") == "a *** b")
