"""A child's bytes become plain lines without secrets."""

import random
from collections.abc import Iterable

import pytest

from deploy.connectors.process.intake import LONGEST_LINE, Intake
from deploy.model.secret import Redaction, Secret

SECRET = Secret("hunter2/hunter2")


def taken(chunks: Iterable[bytes], cap: int = 1_000_000) -> tuple[list[str], Intake]:
    """The lines that come out, and the intake after its end."""
    lines: list[str] = []
    intake = Intake(Redaction.of([SECRET]), cap, lines.append)
    for chunk in chunks:
        intake.feed(chunk)
    intake.finish()
    return lines, intake


@pytest.mark.parametrize(
    ("raw", "lines"),
    [
        (b"one\ntwo\n", ["one", "two"]),
        (b"no end", ["no end"]),
        (b"", []),
        (b"dos\r\nbar 1\rbar 2\r\n", ["dos", "bar 1", "bar 2"]),
        (b"end\r", ["end"]),
        ("grüße €\n".encode(), ["grüße €"]),
        (b"bad \xff\xfe bytes", ["bad \ufffd\ufffd bytes"]),
        (b"half \xe2\x82", ["half \ufffd"]),
        (b"nul \x00, backspace \x08", ["nul \ufffd, backspace \ufffd"]),
        (b"\x1b[1;31mred\x1b[0m", ["red"]),
        (b"\x1b[?25l\x1b[2Jgone\x1b[10;20H", ["gone"]),
        (b"\x1b]0;a title\x07text\x1b]8;;http://x\x1b\\link", ["textlink"]),
        (b"\x1bP1$r0m\x1b\\after", ["after"]),
        (b"\x1b(Bcharset\x1b7\x1b8\x1bc", ["charset"]),
        ("c1 \u009b31mred \u0085next".encode(), ["c1 red next"]),
        (b"bell\x07 stray \x1b", ["bell stray "]),
        (b"a hunter2/hunter2 b", ["a *** b"]),
        (b"a hunter2%2Fhunter2 b", ["a *** b"]),
        (b"hun\x1b[1mter2/hunt\x1b[0mer2", ["***"]),
        (b"hunter2/", ["hunter2/"]),
    ],
)
def test_lines_are_plain_however_the_bytes_are_cut(raw: bytes, lines: list[str]) -> None:
    """Whole, byte by byte, and cut at any places, the same comes out."""
    chance = random.Random(7)  # noqa: S311 - the same cuts at every run
    cuts = sorted(chance.sample(range(len(raw) + 1), k=min(3, len(raw))))
    pieces = [raw[start:end] for start, end in zip([0, *cuts], [*cuts, len(raw)], strict=True)]

    assert lines == taken([raw])[0]
    assert lines == taken([raw[at : at + 1] for at in range(len(raw))])[0]
    assert lines == taken(pieces)[0]


def test_only_the_tail_is_kept() -> None:
    """What is cut is counted."""
    _, intake = taken([b"x" * 999] * 50 + [b"the end"], cap=100)

    assert "x" * 93 + "the end" == intake.text
    assert 50 * 999 + 7 - 100 == intake.cut_characters


def test_short_output_is_kept_whole() -> None:
    """Nothing is cut where the cap is not reached."""
    _, intake = taken([b"one\n", b"two"])

    assert ("one\ntwo", 0) == (intake.text, intake.cut_characters)


def test_line_without_an_end_is_handed_on_in_pieces() -> None:
    """Nobody has to hold a line of any length."""
    lines, _ = taken([b"y" * 10_000] * 10)

    assert "y" * 100_000 == "".join(lines)
    assert LONGEST_LINE == max(map(len, lines))


def test_escape_sequence_without_an_end_does_not_swallow_the_output() -> None:
    """After some thousand characters it is taken for text."""
    lines, _ = taken([b"\x1b]0;title\n", *[b"line\n"] * 5000])

    assert "line" == lines[-1]
    assert len(lines) > 4000
