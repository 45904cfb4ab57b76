"""Advisories in the form of OSV, from a folder: files as they are, or the archives that OSV hands out."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from deploy.connectors.scanner.cvss import severity_of
from deploy.connectors.scanner.port import Severity
from deploy.connectors.scanner.versions import key

_BEFORE_ALL = "0"


@dataclass(frozen=True, slots=True)
class Affected:
    """One package in one advisory."""

    rule: str
    severity: Severity
    versions: frozenset[str]
    spans: tuple[tuple[tuple[str, str], ...], ...]
    """Each a list of events: introduced, fixed or last_affected, and the version."""

    def hits(self, kind: str, version: str) -> bool:
        """Whether that version is affected."""
        return version in self.versions or any(_within(span, kind, version) for span in self.spans)

    @property
    def mended(self) -> str:
        """The versions in which it is mended."""
        return ", ".join(v for span in self.spans for word, v in span if word == "fixed")


@dataclass(frozen=True, slots=True)
class Advisories:
    """Those that are about wanted packages, by ecosystem and name; and the day of the newest of all."""

    by_package: Mapping[tuple[str, str], tuple[Affected, ...]]
    day: date
    count: int


def read_advisories(folder: Path, wanted: frozenset[tuple[str, str]]) -> Advisories:
    """Read the whole folder once; raises ValueError where a file is no advisory, or where there is none."""
    found: dict[tuple[str, str], list[Affected]] = {}
    newest, count = "", 0
    for record in _records(folder):
        newest, count = max(newest, str(record["modified"])), count + 1
        for place, affected in _about(record, wanted):
            found.setdefault(place, []).append(affected)
    if not count:
        raise ValueError("there is no advisory in it")
    by_package = {place: tuple(affected) for place, affected in found.items()}
    return Advisories(by_package, date.fromisoformat(newest[:10]), count)


def _records(folder: Path) -> Iterator[Mapping[str, Any]]:
    for path in sorted(folder.rglob("*.json")):
        yield json.loads(path.read_bytes())
    for path in sorted(folder.rglob("*.zip")):
        with ZipFile(path) as archive:
            names = (name for name in archive.namelist() if name.endswith(".json"))
            yield from (json.loads(archive.read(name)) for name in names)


def _about(
    record: Mapping[str, Any], wanted: frozenset[tuple[str, str]]
) -> Iterator[tuple[tuple[str, str], Affected]]:
    if record.get("withdrawn"):
        return
    for one in record.get("affected") or []:
        package = one.get("package") or {}
        place = (str(package.get("ecosystem")), str(package.get("name")))
        if place in wanted:
            spans = (_events(span) for span in one.get("ranges") or [] if span.get("type") != "GIT")
            versions = frozenset(one.get("versions") or [])
            yield place, Affected(_rule(record), _severity(record, one), versions, tuple(spans))


def _events(span: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple((word, str(v)) for event in span["events"] for word, v in event.items())


def _rule(record: Mapping[str, Any]) -> str:
    """The number that other tools know it by too, so that one waiver is enough."""
    names = [str(n) for n in (*(record.get("aliases") or []), *(record.get("upstream") or []))]
    return next((name for name in names if name.startswith("CVE-")), str(record["id"]))


def _severity(record: Mapping[str, Any], one: Mapping[str, Any]) -> Severity:
    """By the vector, else by the word of the database; what nobody has judged counts as high."""
    vectors = [*(record.get("severity") or []), *(one.get("severity") or [])]
    judged = [found for vector in vectors if (found := severity_of(str(vector.get("score", ""))))]
    if judged:
        return max(judged)
    tables = (record.get("database_specific"), one.get("database_specific"), one.get("ecosystem_specific"))
    words = (table.get(name) for table in tables if table for name in ("severity", "urgency"))
    return Severity.of(str(next((word for word in words if word), "")))


def _within(span: tuple[tuple[str, str], ...], kind: str, version: str) -> bool:
    """Walk up to the version: in at `introduced`, out at `fixed` and after `last_affected`."""
    here, is_in = key(kind, version), False
    for word, bound in sorted(span, key=lambda event: _height(kind, event)):
        if word == "introduced":
            is_in = is_in or bound == _BEFORE_ALL or here >= key(kind, bound)
        elif (word == "fixed" and here >= key(kind, bound)) or (
            word == "last_affected" and here > key(kind, bound)
        ):
            is_in = False
    return is_in


def _height(kind: str, event: tuple[str, str]) -> tuple[object, ...]:
    word, bound = event
    return (0,) if bound == _BEFORE_ALL and word == "introduced" else (1, key(kind, bound))
