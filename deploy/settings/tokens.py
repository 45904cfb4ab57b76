"""The smallest pieces of TOML text, each with its place; right up to the first fault of a bad file."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

# An unterminated string takes the rest of the text (or of the line), so that no place is looked at twice.
_TOKEN: Final = re.compile(
    r"""
      (?P<space>[ \t]+)
    | (?P<comment>\#[^\n]*)
    | (?P<newline>\r?\n)
    | (?P<string>\"{3}(?:[^\\"]|\\.|\"{1,2}(?!"))*+\"{3,5}
               | '{3}(?:[^']|'{1,2}(?!'))*+'{3,5}
               | "(?!"")(?:[^"\\\n]|\\.)*+" | '(?!'')[^'\n]*+')
    | (?P<open>\"{3}.*+|'{3}.*+|["'][^\n]*+)
    | (?P<mark>[][{}=,.])
    | (?P<word>[^][{}=,.\s"'\#]+)
    | (?P<other>.)
    """,
    re.DOTALL | re.VERBOSE,
)
_SKIPPED: Final = frozenset({"space", "comment"})


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of TOML: `mark`, `word`, `string`, `newline`, or something that a valid file has not."""

    kind: str
    text: str
    offset: int
    line: int


def tokens(text: str) -> Iterator[Token]:
    """The pieces of the text, without blanks and comments."""
    line = 1
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "other"
        if kind not in _SKIPPED:
            yield Token(kind, match.group(), match.start(), line)
        line += match.group().count("\n")


@dataclass(frozen=True, slots=True)
class Depth:
    """How deep a text nests, and the line of its deepest place."""

    levels: int
    line: int


def depth(text: str) -> Depth:
    """The deepest nesting of brackets or of dotted keys, found without parsing."""
    deepest, brackets, dots = Depth(0, 1), 0, 0
    for token in tokens(text):
        if token.text in ("[", "{"):
            brackets += 1
        elif token.text in ("]", "}"):
            brackets = max(brackets - 1, 0)
        if token.kind in ("newline", "mark"):
            dots = dots + 1 if token.text == "." else 0
        if brackets + dots > deepest.levels:
            deepest = Depth(brackets + dots, token.line)
    return deepest
