"""From text to tables: what `tomllib` refuses, said with file, line, column and the line itself."""

import re
import tomllib
from collections.abc import Mapping
from typing import Final

from deploy.errors import UsageError
from deploy.model.names import visible
from deploy.settings.positions import KeyPath, Positions, scan
from deploy.settings.reading import SettingsText
from deploy.settings.secrecy import without_secrets

Value = str | int | float | bool | list["Value"] | dict[str, "Value"] | object
Tables = Mapping[str, Value]

_PLACE: Final = re.compile(
    r"^(?P<reason>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$", re.DOTALL
)
_TWICE: Final = re.compile(
    r"Cannot (overwrite|declare|redefine|mutate|extend)|Duplicate inline table key|twice"
)
_BARE: Final = re.compile(r"^\s*[\w.\"'-]+\s*=\s*(?P<value>[^\s\"'\[{#][^#]*?)\s*(#.*)?$")
_MANY_DIGITS: Final = re.compile(r"[0-9_]{4000}")
_SHOWN: Final = 120


def parse(source: SettingsText) -> dict[str, Value]:
    """The tables that the text spells."""
    try:
        return tomllib.loads(source.text)
    except tomllib.TOMLDecodeError as problem:
        raise _explained(source, str(problem)) from problem
    except ValueError as problem:
        # Python itself refuses numbers of several thousand digits, and does not say where.
        digits = _MANY_DIGITS.search(source.text)
        line = source.text[: digits.start()].count("\n") + 1 if digits else 1
        raise _fault(source, line, 1, str(problem)) from problem


def _explained(source: SettingsText, message: str) -> UsageError:
    match = _PLACE.match(message)
    reason = match["reason"] if match else message
    last = source.text.rstrip("\n").count("\n") + 1
    line = int(match["line"]) if match and match["line"] else last
    column = int(match["column"]) if match and match["column"] else len(_line(source, line)) + 1
    if _TWICE.search(reason):
        return _duplicate(source, line)
    return _fault(source, line, column, reason)


def _line(source: SettingsText, number: int) -> str:
    lines = source.text.split("\n")
    return lines[number - 1].removesuffix("\r") if number <= len(lines) else ""


def _shown(line: str) -> str:
    return visible(without_secrets(line.strip().replace("\t", " "))[:_SHOWN])


def _fault(source: SettingsText, line: int, column: int, reason: str) -> UsageError:
    text = _line(source, line)
    return UsageError(
        "settings-syntax",
        what=f"{source.name}:{line}:{column}: not valid TOML: {_shown(text) or '(the end of the file)'}",
        why=visible(reason)[:_SHOWN] + _hint(text),
        do=f"correct line {line} of {source.name}",
    )


def _hint(text: str) -> str:
    bare = _BARE.match(without_secrets(text))
    if bare is None:
        return ""
    return f'; if it is meant as text, quote it: "{visible(bare["value"])[:_SHOWN]}"'


def _duplicate(source: SettingsText, line: int) -> UsageError:
    positions = scan("\n".join(source.text.split("\n")[:line]))
    path = positions.statement_at(line) or ()
    first = _first_line(positions, path, line)
    key = visible(".".join(map(str, path)))[:_SHOWN] or "a key"
    again = f"line {first} and again on line {line}" if first != line else f"line {line} twice"
    return UsageError(
        "settings-duplicate-key",
        what=f"{source.name}: {key} stands on {again}",
        why=f"one of them would win silently: {_shown(_line(source, first))} / {_shown(_line(source, line))}",
        do=f"delete one of the two from {source.name}",
    )


def _first_line(positions: Positions, path: KeyPath, line: int) -> int:
    """Where the key, or a value above it that is in its way, stood first."""
    lines = (positions.line(path[:length]) for length in range(len(path), 0, -1))
    return next((before for before in lines if before is not None and before < line), line)
