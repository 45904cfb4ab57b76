"""Hours of the week in which something may be done."""

from datetime import UTC, datetime

import pytest

from deploy.model.window import Window

FRIDAY = datetime(2026, 11, 20, 10, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment", "holds"),
    [
        ("fri 07:00-11:00", FRIDAY, True),
        ("fri 07:00-11:00", FRIDAY.replace(hour=11, minute=0), False),
        ("fri 11:00-12:00", FRIDAY, False),
        ("mon-thu 07:00-15:00", FRIDAY, False),
        ("thu-mon 07:00-15:00", FRIDAY, True),
        ("sat-thu 00:00-23:59", FRIDAY, False),
    ],
)
def test_a_moment_is_in_it_or_not(text: str, moment: datetime, holds: bool) -> None:  # noqa: FBT001 - a table
    """The end is left out; days may go over the end of the week."""
    assert holds is Window.of(text).holds(moment)


@pytest.mark.parametrize(
    ("text", "opens"),
    [
        ("fri 07:00-11:00", datetime(2026, 11, 27, 7, tzinfo=UTC)),
        ("fri 12:30-13:00", datetime(2026, 11, 20, 12, 30, tzinfo=UTC)),
        ("mon-thu 07:00-15:00", datetime(2026, 11, 23, 7, tzinfo=UTC)),
    ],
)
def test_it_opens_again(text: str, opens: datetime) -> None:
    """Today, if that is still to come."""
    assert opens == Window.of(text).opens_after(FRIDAY)


@pytest.mark.parametrize("text", ["", "friday 07:00-11:00", "fri 7:00-11:00", "fri 07:00"])
def test_other_texts_are_none(text: str) -> None:
    """The settings take no other either."""
    with pytest.raises(ValueError, match="not a window"):
        Window.of(text)


def test_one_that_ends_before_it_begins_is_empty() -> None:
    """The settings refuse it."""
    assert Window.of("fri 11:00-07:00").is_empty
    assert not Window.of("fri 07:00-11:00").is_empty
