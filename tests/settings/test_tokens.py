"""The lexer agrees with `tomllib` on valid text, and is quick on every text."""

import time

import pytest

from deploy.settings.tokens import Depth, Token, depth, tokens


def pieces(text: str) -> list[tuple[str, str]]:
    return [(token.kind, token.text) for token in tokens(text)]


def test_a_line_is_cut_into_key_mark_and_value() -> None:
    """Blanks and comments are left out."""
    assert [("word", "port"), ("mark", "="), ("word", "80")] == pieces("port = 80 # the front door")


@pytest.mark.parametrize(
    "text",
    [
        '"a # b"',
        "'a \\'",
        '"a \\" b"',
        '"""a "" b"""',
        '"""a\n\\"""b"""""',
        "'''a''b'''''",
        '""',
        "''",
        '""""""',
    ],
)
def test_a_string_is_one_piece(text: str) -> None:
    """Whatever quotes, hashes and line ends are inside."""
    assert [("string", text)] == pieces(text)


def test_a_string_without_end_takes_the_rest() -> None:
    """So that nothing in it is mistaken for a key."""
    assert [("open", '"""a\nb = 1\n')] == pieces('"""a\nb = 1\n')


def test_every_piece_knows_its_line() -> None:
    """Also behind a string of several lines and behind CRLF."""
    found = {token.text: token.line for token in tokens('a="""x\ny"""\r\nb=1\n') if token.kind == "word"}

    assert {"a": 1, "b": 3, "1": 3} == found


def test_a_piece_knows_its_offset() -> None:
    """The offset tells `[[` from `[ [`."""
    assert Token("mark", "[", 1, 1) == list(tokens("[[a]]"))[1]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", Depth(0, 1)),
        ("a = 1\n", Depth(0, 1)),
        ("\n[a.b]\n", Depth(2, 2)),
        ("a = [\n[\n[1]]]\n", Depth(3, 3)),
        ('a = "[[[["\n', Depth(0, 1)),
        ("a = [1.5, 2.5, 3.5]\n", Depth(2, 1)),
        ("a.b.c.d = 1\n", Depth(3, 1)),
    ],
)
def test_depth_counts_brackets_and_dots(text: str, found: Depth) -> None:
    """Brackets in strings and numbers with points side by side do not add up."""
    assert found == depth(text)


@pytest.mark.parametrize("piece", ["[", "a.", '"""\\"', "'''", '"\\', '""x', "{a=", "]", "\n", "\\", "[["])
def test_no_text_is_slow(piece: str) -> None:
    """A quarter of a megabyte of any piece takes less than two seconds of the processor, valid or not."""
    text = piece * (256 * 1024 // len(piece))
    began = time.process_time()

    depth(text)

    assert time.process_time() - began < 2
