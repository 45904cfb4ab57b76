"""Registry passwords."""

from base64 import b64encode
from pathlib import Path

import pytest

from rehearsal.registry.tokens import LIFETIME_SECONDS, Scope, Tokens, authorization_token

SCOPE = Scope("123456789012", "eu-west-1")
NOW = 1_800_000_000.0


def basic(user: str, password: str) -> str:
    """An Authorization header."""
    return "Basic " + b64encode(f"{user}:{password}".encode()).decode()


def test_a_password_is_good_for_twelve_hours_and_over_a_restart(tmp_path: Path) -> None:
    header = f"Basic {authorization_token(Tokens(tmp_path).password(SCOPE, NOW))}"

    tokens = Tokens(tmp_path)

    assert SCOPE == tokens.scope(header, NOW)
    assert SCOPE == tokens.scope(header, NOW + LIFETIME_SECONDS - 1)
    assert tokens.scope(header, NOW + LIFETIME_SECONDS) is None


def test_another_rehearsals_password_is_worth_nothing(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    password = Tokens(tmp_path / "other").password(SCOPE, NOW)

    assert Tokens(tmp_path).scope(basic("AWS", password), NOW) is None


@pytest.mark.parametrize(
    "header", ["", "Basic", "Basic !", "Bearer x", basic("AWS", "guess"), basic("AWS", "é")]
)
def test_what_is_no_login_is_nobody(tmp_path: Path, header: str) -> None:
    assert Tokens(tmp_path).scope(header, NOW) is None


def test_another_user_is_nobody(tmp_path: Path) -> None:
    tokens = Tokens(tmp_path)

    assert tokens.scope(basic("root", tokens.password(SCOPE, NOW)), NOW) is None
    assert tokens.scope(basic("AWS", tokens.password(SCOPE, NOW)), NOW) == SCOPE
