"""Signs and bars."""

import pytest

from deploy.engine.screen.marks import DRAWN, TYPED, bar, marks_for


@pytest.mark.parametrize(
    ("expected", "share"),
    [
        ("##########", 0),
        ("#########-", 1),
        ("#########-", 10),
        ("#####-----", 50),
        ("#---------", 99),
        ("----------", 100),
    ],
)
def test_a_bar_never_hides_the_smaller_side(expected: str, share: int) -> None:
    """One per cent is one sign, and ninety-nine is not all."""
    assert expected == "".join(bar(TYPED, share, 10))


def test_a_terminal_without_the_signs_gets_letters() -> None:
    """ASCII encodings, and the Linux console with its small font."""
    assert DRAWN == marks_for("UTF-8", {"TERM": "xterm"})
    assert TYPED == marks_for("ANSI_X3.4-1968", {"TERM": "xterm"})
    assert TYPED == marks_for("utf-8", {"TERM": "linux"})
    assert all(
        sign.isascii() for sign in (TYPED.done, TYPED.failed, TYPED.present, TYPED.live, TYPED.candidate)
    )
