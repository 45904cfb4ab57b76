"""Waivers: findings that somebody answers for, until a day."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fnmatch import fnmatchcase
from pathlib import Path

from deploy.connectors.scanner.port import Finding
from deploy.errors import UsageError

FILE = "docker/waivers.toml"
_WORDS = {"image": str, "rule": str, "where": str, "owner": str, "reason": str, "expires": date}
_OPTIONAL = {"where"}


@dataclass(frozen=True, slots=True)
class Waiver:
    """Who lets which finding pass, why, and until when."""

    image: str
    rule: str
    owner: str
    reason: str
    expires: date
    where: str = "*"

    def covers(self, repository: str, finding: Finding) -> bool:
        """Whether it is about that finding in that image."""
        is_there = fnmatchcase(repository, self.image) and fnmatchcase(finding.where, self.where)
        return is_there and self.rule == finding.rule

    def holds_on(self, day: date) -> bool:
        """Whether it has not expired."""
        return day <= self.expires


def read_waivers(root: Path) -> tuple[Waiver, ...]:
    """The waivers of the repository; none where there is no file."""
    path = root / FILE
    if not path.is_file():
        return ()
    try:
        tables = tomllib.loads(path.read_text()).get("waiver", [])
    except tomllib.TOMLDecodeError as error:
        raise _bad(str(error)) from error
    return tuple(_waiver(number, table) for number, table in enumerate(tables, start=1))


def _waiver(number: int, table: Mapping[str, object]) -> Waiver:
    """A waiver that lacks anything is none."""
    for word, kind in _WORDS.items():
        value = table.get(word)
        if value is None and word in _OPTIONAL:
            continue
        if not isinstance(value, kind) or isinstance(value, datetime) or not str(value).strip():
            raise _bad(
                f"waiver {number} has no {word}" if value is None else f"{word} of waiver {number}: {value}"
            )
    if unknown := set(table) - set(_WORDS):
        raise _bad(f"waiver {number} has a word that nobody knows: {', '.join(sorted(unknown))}")
    return Waiver(**table)  # type: ignore[arg-type] # each was looked at above


def _bad(why: str) -> UsageError:
    return UsageError(
        "waiver-unusable",
        what=f"{FILE} cannot be used",
        why=why,
        do="each [[waiver]] has image, rule, owner, reason and expires = 2026-12-31; where is optional",
    )
