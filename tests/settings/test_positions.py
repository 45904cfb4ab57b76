"""The scanner says on which line each key of valid TOML stands."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.settings.positions import KeyPath, scan

ROOT = Path(__file__).parents[2]
TEXT = '''\
top = 1
dotted.key."quoted.part" = 2
'lit eral' = """
no = "key"
[neither]
"""

[table.inner]   # a comment = 1
list = [
  1, # one
  { a = 1, b = [2,
    3] },
]
inline = { x = 1, y.z = "}" }

[[rows]]
name = "first"
[[rows]]
name = "second"
[rows.below]
"esc\\u0061ped" = 1
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("top",), 1),
        (("dotted",), 2),
        (("dotted", "key"), 2),
        (("dotted", "key", "quoted.part"), 2),
        (("lit eral",), 3),
        (("no",), None),
        (("neither",), None),
        (("table",), 8),
        (("table", "inner"), 8),
        (("table", "inner", "list"), 9),
        (("table", "inner", "list", 0), 10),
        (("table", "inner", "list", 1), 11),
        (("table", "inner", "list", 1, "a"), 11),
        (("table", "inner", "list", 1, "b", 1), 12),
        (("table", "inner", "inline", "y", "z"), 14),
        (("rows", 0), 16),
        (("rows", 0, "name"), 17),
        (("rows", 1, "name"), 19),
        (("rows", 1, "below"), 20),
        (("rows", 1, "below", "escaped"), 21),
    ],
)
def test_each_kind_of_key_is_found(path: KeyPath, line: int | None) -> None:
    """Tables, arrays of tables, dotted and quoted keys, inline tables, lists and strings of several lines."""
    assert line == scan(TEXT).line(path)


@pytest.mark.parametrize("path", sorted((ROOT / "apps").rglob("*.toml")), ids=lambda path: path.name)
def test_every_key_of_our_own_settings_has_a_line(path: Path) -> None:
    """What tomllib finds, the scanner finds, and nothing else."""
    text = path.read_text()

    assert set(paths(tomllib.loads(text), ())) == set(scan(text).line_by_path)


def test_crlf_counts_as_one_line_end() -> None:
    """Files from Windows have the same line numbers."""
    assert 3 == scan("a = 1\r\n[b]\r\nc = 2\r\n").line(("b", "c"))


def test_a_line_belongs_to_the_statement_that_began_before_it() -> None:
    """The middle of a list still belongs to its key."""
    assert ("list",) == scan("a = 1\nlist = [\n1,\n2]\n").statement_at(3)


@pytest.mark.parametrize(
    "text", ["= 1", "[", "[a", "[]", "a", "a =", "a = [", "a = {", "a = {b", ".", "a..b = 1", "\x00"]
)
def test_a_fault_ends_the_scan(text: str) -> None:
    """What stands before it keeps its line."""
    assert 1 == scan(f"good = 1\n{text}").line(("good",))


def paths(value: object, path: KeyPath) -> Iterator[KeyPath]:
    """Every path of a parsed file."""
    if path:
        yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, below in inner:
        yield from paths(below, (*path, key))
