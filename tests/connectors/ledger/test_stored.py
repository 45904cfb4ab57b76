"""Stored texts, read with patience for newer versions and without belief in damaged ones."""

import json

import pytest

from deploy.connectors.ledger.stored import lease_text, read_lease, read_row, row_text
from deploy.model.lease import FREE, LeaseRecord
from deploy.model.row import Kind, Row, first_break

ROW = Row(
    1, "run-1", Kind.LIVE, "publish", (("digest", "sha256:1"), ("who", "\u00e9")), 4, "Ada", "now", "p", "t"
).sealed()
EMPTY_ROW = Row(1, run="", kind=Kind.UNKNOWN)


def with_fields(**fields: object) -> str:
    """The stored text of the row, with some fields as another version or a clumsy hand wrote them."""
    return json.dumps(json.loads(row_text(ROW)) | fields)


def test_a_row_is_read_as_it_was_written() -> None:
    """Field for field; what is at its default takes no room."""
    short = Row(1, "run-1", Kind.BEGIN).sealed()

    assert ROW == read_row(row_text(ROW), 1)
    assert short == read_row(row_text(short), 1)
    assert {"seq", "run", "kind", "form", "hash"} == json.loads(row_text(short)).keys()


@pytest.mark.parametrize(
    ("name", "value", "default"),
    [
        ("kind", "frozen", Kind.UNKNOWN),
        ("run", 7, ""),
        ("step", None, ""),
        ("data", {"a": "b"}, ()),
        ("data", [["a", 1]], ()),
        ("data", [["a", "b", "c"]], ()),
        ("data", 5, ()),
        ("fence", "4", 0),
        ("who", ["Ada"], ""),
        ("shadow", {"b": 1, "a": [2.5, None]}, None),
    ],
)
def test_what_a_newer_version_writes_differently_is_kept_unread(
    name: str, value: object, default: object
) -> None:
    """The rest is read, the hash still agrees, and written again it is the same text."""
    text = with_fields(**{name: value})

    row = read_row(text, 1)

    assert default == getattr(row, name, None)
    assert [name] == [kept for kept, _ in row.newer]
    assert {**json.loads(text), "hash": None} == {**json.loads(row_text(row)), "hash": None}
    assert row.sealed() == read_row(row_text(row.sealed()), 1)
    assert first_break([row.sealed()]) == ""
    assert first_break([row]) == "row 1 was changed after it was written"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "scribble",
        "[]",
        "null",
        "{}",
        "[" * 100_000,
        with_fields(seq=2),
        with_fields(seq="1"),
        with_fields(form="two"),
        with_fields(hash=None),
        json.dumps({"seq": 1, "form": 1}),
        json.dumps({"seq": 1, "hash": "x"}),
    ],
    ids=range(12),
)
def test_a_damaged_row_is_an_empty_row_that_breaks_the_chain(text: str) -> None:
    """Reading goes on behind it."""
    assert EMPTY_ROW == read_row(text, 1)
    assert first_break([read_row(text, 1)]) == "row 1 was changed after it was written"


def test_a_row_whose_form_is_gone_is_damaged() -> None:
    """Every row names its form."""
    said = json.loads(row_text(ROW))
    del said["form"]

    assert EMPTY_ROW == read_row(json.dumps(said), 1)


def test_a_lease_is_read_as_it_was_written() -> None:
    """Field for field."""
    record = LeaseRecord("me", 4, "v", 90.0, "Ada", "ci/7", "deploy", "now", "shift")

    assert record == read_lease(lease_text(record))
    assert FREE == read_lease(lease_text(FREE))


def test_a_lease_of_another_version_is_read_as_far_as_it_goes() -> None:
    """More fields are passed over, missing ones are empty."""
    text = '{"owner": "me", "fence": 4, "version": "v", "mood": "calm", "lease_seconds": 90}'

    assert LeaseRecord("me", 4, "v", 90.0) == read_lease(text)
    assert LeaseRecord("me", 4, "v") == read_lease('{"owner": "me", "fence": 4, "version": "v"}')


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"owner": "me", "fence": 4}',
        '{"owner": "me", "version": "v"}',
        '{"fence": 4, "version": "v"}',
        '{"owner": null, "fence": 4, "version": "v"}',
        '{"owner": "me", "fence": "4", "version": "v"}',
        '{"owner": "me", "fence": 4, "version": 5}',
        '{"owner": "me", "fence": 4, "version": "v", "lease_seconds": "90"}',
    ],
)
def test_a_damaged_lease_is_no_lease(text: str) -> None:
    """Above all it is not a free one."""
    assert read_lease(text) is None
