"""The schema can be asked for its keys, and for what a value has to be."""

import pytest

from deploy.settings.keys import annotation_at, every_key, keys_at, wanted
from deploy.settings.positions import KeyPath


def test_a_table_has_its_keys() -> None:
    """In the order of the schema."""
    assert ("count", "least", "most", "cpu_percent") == keys_at(("components", "api", "scale"))


@pytest.mark.parametrize("path", [("components",), ("components", "api", "port"), ("nothing", "here")])
def test_where_names_are_free_or_no_table_is_there_are_no_known_keys(path: KeyPath) -> None:
    """Nothing can be suggested there."""
    assert () == keys_at(path)


def test_every_key_is_listed_once() -> None:
    """With `*` for names that are free."""
    listed = list(every_key())

    assert len(set(listed)) == len(listed)
    assert {
        ("lease_seconds",),
        ("components", "*", "secrets", "*"),
        ("platform", "ecs_service", "cluster"),
    } <= set(listed)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (("components", "api", "port"), "a whole number from 1 to 65535"),
        (("revert_seconds",), "a number more than 0, at most 86400"),
        (("is_production",), "true or false"),
        (("platform",), "a table"),
        (("components",), "a table of names and values"),
        (("components", "api", "strategy"), 'one of "rolling", "blue-green", "canary", "linear"'),
        (("aws", "account"), "text: an account number: 12 digits in quotes; at most 12 characters"),
        (
            ("components", "api", "stages"),
            "a list in [ ] of 1 to 20 values, each a whole number from 1 to 100",
        ),
        (
            ("components", "[key]"),
            "text: lower-case letters, digits and single dashes; at most 30 characters",
        ),
    ],
)
def test_what_is_wanted_is_said_in_words(path: KeyPath, words: str) -> None:
    """The words of a person, not of a type checker."""
    assert words == wanted(annotation_at(path))
