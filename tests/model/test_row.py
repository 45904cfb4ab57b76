"""Rows, their hashes, and where a chain breaks."""

from dataclasses import replace

import pytest

from deploy.model.row import EMPTY, Head, Kind, Row, first_break


def chain(count: int) -> list[Row]:
    rows: list[Row] = []
    for seq in range(1, count + 1):
        previous = rows[-1].hash if rows else ""
        rows.append(Row(seq, "run-1", Kind.DONE, f"step {seq}", previous=previous).sealed())
    return rows


def test_a_whole_chain_has_no_break() -> None:
    """With its head, without it, and with a head that is a little behind."""
    rows = chain(3)

    assert first_break([]) == ""
    assert first_break(rows) == ""
    assert first_break(rows, Head(3, rows[2].hash)) == ""
    assert first_break(rows, Head(2, rows[1].hash)) == ""


def test_a_missing_row_is_named() -> None:
    """First, in the middle, or all of them."""
    one, two, three = chain(3)

    assert first_break([two, three]) == "row 1 is missing; the next one is 2"
    assert first_break([one, three]) == "row 2 is missing; the next one is 3"
    assert first_break([one, two], Head(3, three.hash)) == "row 3 is missing; row 3 was the newest"
    assert first_break([], Head(1, one.hash)) == "row 1 is missing; row 1 was the newest"


def test_a_row_from_another_chain_is_named() -> None:
    """Its own hash holds, but it follows from nothing here."""
    one, _, three = chain(3)
    other = Row(2, "run-2", Kind.DONE, previous="other").sealed()

    assert first_break([one, other, three]) == "row 2 does not follow from row 1"
    assert (
        first_break([one, replace(other, previous=one.hash).sealed(), three])
        == "row 3 does not follow from row 2"
    )


@pytest.mark.parametrize(
    "changed",
    [
        {"run": "x"},
        {"kind": Kind.BAD},
        {"step": "x"},
        {"data": (("a", "b"),)},
        {"fence": 9},
        {"who": "x"},
        {"at": "x"},
        {"plan_hash": "x"},
        {"tool": "x"},
        {"form": 0},
        {"hash": ""},
        {"newer": (("shadow", "1"),)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_row_that_was_changed_is_named(changed: dict[str, object]) -> None:
    """Whatever it was that changed."""
    one, two, three = chain(3)

    found = first_break([one, replace(two, **changed), three])  # type: ignore[arg-type] # any field in turn

    assert found == "row 2 was changed after it was written"


def test_a_rewritten_newest_row_differs_from_the_head() -> None:
    """A whole chain with a forged end."""
    one, two, _ = chain(3)
    forged = replace(two, who="Eve").sealed()

    assert (
        first_break([one, forged], Head(2, two.hash)) == "row 2 is not the one that was written as the newest"
    )


def test_the_hash_of_an_old_row_is_what_it_always_was() -> None:
    """A change of this value would break every ledger there is."""
    row = Row(1, "run-1", Kind.RELEASE, "publish", (("digest", "sha256:1"),), fence=2, who="Ada", at="today")

    assert row.computed_hash() == "8c7f640b0da85d07e73cb8226fc19a684ac51d7dece9cfdf2e8d64f43356d8bf"


def test_values_of_a_row_are_found_by_name() -> None:
    """What is not there is empty."""
    row = Row(1, "run-1", Kind.DONE, data=(("digest", "sha256:1"), ("component", "api")))

    assert row.value("component") == "api"
    assert row.value("image") == ""
    assert EMPTY == Head(0, "")
