"""The rules of `.dockerignore`, as the engine reads them."""

from pathlib import Path

import pytest

from deploy.connectors.docker.context import entries
from deploy.connectors.docker.ignore import parse_ignore, read_ignore
from tests.connectors.docker.contexts import context


@pytest.mark.parametrize(
    ("rules", "path", "is_out"),
    [
        ("node_modules", "node_modules/a/b.js", True),
        ("node_modules", "web/node_modules/b.js", False),
        ("**/node_modules", "web/node_modules/b.js", True),
        ("**/node_modules", "node_modules", True),
        ("*.log", "a.log", True),
        ("*.log", "deep/a.log", False),
        ("**/*.log", "deep/er/a.log", True),
        ("/build/", "build/x", True),
        ("a?c", "abc", True),
        ("a?c", "a/c", False),
        ("[ab].txt", "a.txt", True),
        ("[ab].txt", "c.txt", False),
        ("*\n!keep", "keep/x", False),
        ("*\n!keep", "other/x", True),
        ("*\n!keep\nkeep/secret", "keep/secret", True),
        ("*\n!keep\nkeep/secret", "keep/open", False),
        ("# a remark\n\nx", "x", True),
        ("# a remark", "# a remark", False),
        ("a.b", "axb", False),
        ("folder/**", "folder/x/y", True),
        ("!", "x", False),
        ("./a/../b", "b/x", True),
        ("a/.", "a/x", True),
        ("a/./b", "a/b", True),
        ("*\n! keep", "keep", False),
        ("  a  ", "a", True),
        ("a//b", "a/b", True),
    ],
)
def test_the_last_rule_that_matches_wins(rules: str, path: str, is_out: bool) -> None:  # noqa: FBT001 - a table
    """A rule for a folder holds for everything in it."""
    assert is_out == parse_ignore(rules).leaves_out(path)


def test_a_folder_is_walked_only_where_something_in_it_can_be_taken_in() -> None:
    """The way of a big folder of modules that nobody wants."""
    ignore = parse_ignore("*\n!src/app\n!**/*.keep")

    assert not ignore.leaves_out_all_of("src")
    assert not parse_ignore("*\n!src/app").leaves_out_all_of("src/app/deep")
    assert parse_ignore("*\n!src/app").leaves_out_all_of("node_modules")
    assert not ignore.leaves_out_all_of("node_modules")


def test_rules_beside_the_dockerfile_come_before_those_of_the_context(tmp_path: Path) -> None:
    """Images that share a context need not share its rules."""
    order = context(tmp_path, **{".dockerignore": "main.py", "other.py": ""})
    before = [entry.name for entry in entries(order.context, read_ignore(order.context, order.dockerfile))]
    order.dockerfile.with_name("Dockerfile.dockerignore").write_text("other.py\n.dockerignore")
    after = [entry.name for entry in entries(order.context, read_ignore(order.context, order.dockerfile))]

    assert [".dockerignore", "other.py"] == before
    assert ["main.py"] == after
