"""Secrets in plain text are known by their name or by their place in an address."""

import pytest

from deploy.settings.secrecy import looks_secret, without_secrets


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("DB_PASSWORD", "x"),
        ("SECRET_KEY", "production-secret-key"),
        ("OPENAI_API_KEY", "x"),
        ("APP_KEY", "base64:x"),
        ("github_token", "x"),
        ("DATABASE_URL", "postgresql://user:pass@db/wwhd"),
        ("REDIS_URL", "redis://:pass@cache:6379"),
    ],
)
def test_these_look_like_secrets(variable: str, value: str) -> None:
    """Among them the lines of the systems' own documents."""
    assert looks_secret(variable, value)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("DB_PASSWORD", ""),
        ("SECRET_STORE", "vault"),
        ("JWT_ISSUER", "wwhd"),
        ("QDRANT_URL", "http://qdrant:6333"),
        ("DATABASE_URL", "postgresql://db:5432/cloud_optimizer"),
        ("MODEL_EMBED", "text-embedding-3-small"),
    ],
)
def test_these_do_not(variable: str, value: str) -> None:
    """A port is no password, and an empty value gives nothing away."""
    assert not looks_secret(variable, value)


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ('DB_PASSWORD = "x y"', "DB_PASSWORD = ***"),
        ('url = "postgres://me:x@db/y"', 'url = "postgres://***@db/y"'),
        ("port = 80", "port = 80"),
    ],
)
def test_a_line_is_shown_without_its_secret(line: str, shown: str) -> None:
    """The key stays, so that a person finds the line."""
    assert shown == without_secrets(line)


def test_a_long_line_is_cut_before_it_is_searched() -> None:
    """A quarter of a megabyte on one line takes no time."""
    assert 500 == len(without_secrets("TOKEN_x" * 40_000))
