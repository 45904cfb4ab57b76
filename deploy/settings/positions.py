"""Which key stands on which line: a scanner over TOML that `tomllib` has accepted, or over its good part."""

import tomllib
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from deploy.settings.tokens import Token, tokens

KeyPath = tuple[str | int, ...]
_END = Token("end", "", 0, 0)


@dataclass(frozen=True, slots=True)
class Positions:
    """The line on which every key, table and array element begins."""

    line_by_path: dict[KeyPath, int] = field(default_factory=dict)
    statements: list[tuple[int, KeyPath]] = field(default_factory=list)
    """Each table header and each key in the order of the file, with its line."""

    def line(self, path: KeyPath) -> int | None:
        """The line of that key, if the file has it."""
        return self.line_by_path.get(path)

    def statement_at(self, line: int) -> KeyPath | None:
        """The key or table header that the line belongs to."""
        at = bisect_right([start for start, _ in self.statements], line)
        return self.statements[at - 1][1] if at else None


@lru_cache(maxsize=4)
def scan(text: str) -> Positions:
    """The positions of everything in the text; what comes after a fault is not looked at.

    Kept for the last few texts, because one error may ask for the places of several keys.
    """
    scanner = _Scanner(tokens(text))
    scanner.run()
    return scanner.found


class _Scanner:
    """One walk over the tokens."""

    def __init__(self, source: Iterator[Token]) -> None:
        self.found = Positions()
        self._source = source
        self._now = next(source, _END)
        self._table: KeyPath = ()
        self._last_of_array: dict[KeyPath, int] = {}

    def run(self) -> None:
        """Statement after statement, to the end or to the first fault."""
        while self._now.kind != "end":
            if self._now.kind == "newline":
                self._advance()
            elif not (self._header() if self._now.text == "[" else self._key_value(self._table)):
                return

    def _advance(self) -> Token:
        token, self._now = self._now, next(self._source, _END)
        return token

    def _note(self, path: KeyPath, line: int) -> None:
        for length in range(1, len(path) + 1):
            self.found.line_by_path.setdefault(path[:length], line)
        self.found.statements.append((line, path))

    def _header(self) -> bool:
        first = self._advance()
        is_array = self._now.text == "[" and self._now.offset == first.offset + 1
        if is_array:
            self._advance()
        parts = self._key()
        self._table = self._inside_arrays(parts, opens_new=is_array)
        self._note(self._table, first.line)
        while self._now.text == "]":
            self._advance()
        return bool(parts) and self._now.kind in ("newline", "end")

    def _inside_arrays(self, parts: KeyPath, *, opens_new: bool) -> KeyPath:
        path: KeyPath = ()
        for number, part in enumerate(parts, 1):
            path = (*path, part)
            if opens_new and number == len(parts):
                self._last_of_array[path] = self._last_of_array.get(path, -1) + 1
            if path in self._last_of_array:
                path = (*path, self._last_of_array[path])
        return path

    def _key_value(self, table: KeyPath) -> bool:
        line = self._now.line
        parts = self._key()
        if not parts or self._advance().text != "=":
            return False
        path = (*table, *parts)
        self._note(path, line)
        return self._value(path)

    def _key(self) -> KeyPath:
        parts: KeyPath = ()
        while self._now.kind in ("word", "string"):
            parts = (*parts, _plain(self._advance()))
            if self._now.text != ".":
                return parts
            self._advance()
        return ()

    def _value(self, path: KeyPath) -> bool:
        if self._now.text == "[":
            return self._array(path)
        if self._now.text == "{":
            return self._inline_table(path)
        if self._now.kind not in ("word", "string"):
            return False
        while self._now.kind in ("word", "string") or self._now.text == ".":
            self._advance()
        return True

    def _array(self, path: KeyPath) -> bool:
        self._advance()
        number = 0
        while self._now.kind != "end":
            if self._now.text == "]":
                return bool(self._advance())
            if self._now.kind == "newline" or self._now.text == ",":
                self._advance()
                continue
            self.found.line_by_path.setdefault((*path, number), self._now.line)
            if not self._value((*path, number)):
                return False
            number += 1
        return False

    def _inline_table(self, path: KeyPath) -> bool:
        self._advance()
        while self._now.kind != "end":
            if self._now.text == "}":
                return bool(self._advance())
            if self._now.text == ",":
                self._advance()
            elif not self._key_value(path):
                return False
        return False


def _plain(token: Token) -> str:
    """The key that the token spells."""
    if token.kind == "word":
        return token.text
    if "\\" not in token.text or token.text.startswith("'"):
        return token.text[1:-1]
    try:
        return str(tomllib.loads(f"key = {token.text}")["key"])
    except tomllib.TOMLDecodeError:
        return token.text
