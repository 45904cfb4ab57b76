"""Rows and the lease record as the text that stores keep, read back with patience for newer versions."""

import json
from collections.abc import Callable
from dataclasses import asdict, fields
from typing import Any

from deploy.model.lease import LeaseRecord
from deploy.model.row import Kind, Row, canonical


def row_text(row: Row) -> str:
    """The row as stored."""
    return canonical(row.content() | {"hash": row.hash})


def read_row(text: str, seq: int) -> Row:
    """The row at that place; what cannot be made sense of is an empty row, which breaks the chain there."""
    read: dict[str, Any] = {"run": "", "kind": Kind.UNKNOWN}
    newer: list[tuple[str, str]] = []
    for name, value in _object(text).items():
        try:
            read[name] = _READERS[name](value)
        except (KeyError, TypeError, ValueError):
            newer.append((name, canonical(value)))
    if read.get("seq") != seq or not {"form", "hash"} <= read.keys():
        return Row(seq, run="", kind=Kind.UNKNOWN)
    return Row(**read, newer=tuple(newer))


def lease_text(record: LeaseRecord) -> str:
    """The lease record as stored."""
    return canonical(asdict(record))


def read_lease(text: str) -> LeaseRecord | None:
    """The lease record; nothing where the text is none. Fields of newer versions are passed over."""
    said = _object(text)
    names = {field.name for field in fields(LeaseRecord)} & said.keys()
    if not {"owner", "fence", "version"} <= names:
        return None
    try:
        return LeaseRecord(**{name: _LEASE_READERS.get(name, _text)(said[name]) for name in names})
    except TypeError:
        return None


def _object(text: str) -> dict[str, Any]:
    """The JSON object in the text; an empty one where there is none."""
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError
    return value


def _seconds(value: object) -> float:
    if not isinstance(value, int | float):
        raise TypeError
    return float(value)


def _pairs(value: list[tuple[object, object]]) -> tuple[tuple[str, str], ...]:
    return tuple((_text(key), _text(text)) for key, text in value)


_READERS: dict[str, Callable[[Any], object]] = {
    "seq": _count,
    "run": _text,
    "kind": Kind,
    "step": _text,
    "data": _pairs,
    "fence": _count,
    "who": _text,
    "at": _text,
    "plan_hash": _text,
    "tool": _text,
    "form": _count,
    "previous": _text,
    "hash": _text,
}
_LEASE_READERS: dict[str, Callable[[Any], Any]] = {"fence": _count, "lease_seconds": _seconds}
