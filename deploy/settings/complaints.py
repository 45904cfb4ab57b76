"""From what pydantic found to what a person has to know: file, line, key, wanted, found, nearest key."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from deploy.errors import UsageError
from deploy.model.names import nearest, visible
from deploy.settings.keys import ANY_NAME, annotation_at, bare_type, every_key, keys_at, wanted
from deploy.settings.layers import Layers, Place
from deploy.settings.positions import KeyPath

LARGEST: Final = 2**63
_SHOWN: Final = 60
_NAMED: Final = 3
_UNKNOWN: Final = "unexpected_keyword_argument"
_MISSING: Final = "missing"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: the key, what kind of wrong, and the value that stands there."""

    path: KeyPath
    kind: str
    value: object

    @property
    def key(self) -> str:
        """The key as it would be written with dots."""
        return dotted(self.path)


def complaint(findings: Sequence[Finding], layers: Layers) -> UsageError:
    """The error for the most telling of the findings; where the others are is said too."""
    # A misspelt key also shows as a missing one, so the misspelling is told first.
    ordered = sorted(findings, key=lambda finding: finding.kind == _MISSING)
    ordered.sort(key=lambda finding: finding.kind != _UNKNOWN)
    first, others = ordered[0], _others(ordered[1:], layers)
    place = layers.place(first.path)
    if first.kind == _UNKNOWN:
        return _unknown(first, place, others)
    return _missing(first, place, others) if first.kind == _MISSING else _bad_value(first, place, others)


def _others(findings: Sequence[Finding], layers: Layers) -> str:
    named = [f"{layers.place(other.path)} {other.key}" for other in findings[:_NAMED]]
    more = f" and {len(findings) - _NAMED} more" if len(findings) > _NAMED else ""
    return f"; also wrong: {', '.join(named)}{more}" if named else ""


def dotted(path: KeyPath) -> str:
    """The path as a person writes it: `components.api.stages[1]`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return visible(text.removeprefix("."))[:200]


def shown(value: object) -> str:
    """The value as TOML would have it, short, and harmless to a terminal."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list | tuple):
        return "an empty list" if value == [] else "a table" if isinstance(value, dict) else "a list"
    if isinstance(value, int) and abs(value) >= LARGEST:
        return "a number of more than 64 bits"
    text = f'"{value}"' if isinstance(value, str) else str(value)
    return visible(text if len(text) <= _SHOWN else f"{text[:_SHOWN]}... ({len(text)} characters)")


def _unknown(finding: Finding, place: Place, others: str) -> UsageError:
    table = finding.path[:-1]
    where = f"[{dotted(table)}]" if table else "the top of the file"
    return UsageError(
        "settings-unknown-key",
        what=f"{place}: unknown key {finding.key}",
        why=f"{where} knows: {', '.join(keys_at(table))}{others}",
        do=_suggestion(finding, place),
    )


def _suggestion(finding: Finding, place: Place) -> str:
    key, here = str(finding.path[-1]), keys_at(finding.path[:-1])
    near = nearest(key, {*here, *(path[-1] for path in every_key())} - {ANY_NAME})
    if near is None:
        return f"delete it from {place}; apps/reference.toml has every key there is"
    if near in here:
        return f"did you mean {near}? correct {place}"
    table = next(path[:-1] for path in every_key() if path[-1] == near)
    return (
        f"move it from {place}: {near} belongs to {f'[{dotted(table)}]' if table else 'the top of the file'}"
    )


def _missing(finding: Finding, place: Place, others: str) -> UsageError:
    return UsageError(
        "settings-missing-key",
        what=f"{place}: the key {finding.key} is missing",
        why=f"it has no default; it must be {wanted(annotation_at(finding.path))}{others}",
        do=f"add it to {place.file}, or to app.toml if it is the same everywhere; see apps/reference.toml",
    )


def _bad_value(finding: Finding, place: Place, others: str) -> UsageError:
    is_private = bool({"secrets", "build_secrets", "environment"} & set(finding.path))
    found = (
        "a value that is not shown" if is_private and isinstance(finding.value, str) else shown(finding.value)
    )
    says = f"{finding.key} = ***" if is_private else place.says
    return UsageError(
        "settings-bad-value",
        what=f"{place}: {finding.key} is {found}, and must be {wanted(annotation_at(finding.path))}",
        why=f"the line says: {says}{others}",
        do=_correction(finding, place),
    )


def _correction(finding: Finding, place: Place) -> str:
    key, value = finding.path[-1] if finding.path else "", finding.value
    kind = bare_type(annotation_at(finding.path))
    if kind in (int, float) and isinstance(value, str) and value.strip().replace(".", "", 1).isdigit():
        return f"write it without quotes in {place}: {key} = {value.strip()[:_SHOWN]}"
    if kind is bool and value in ("true", "false"):
        return f"write it without quotes in {place}: {key} = {value}"
    is_text = isinstance(kind, type) and issubclass(kind, str)
    if is_text and not isinstance(value, str | list | dict):
        return f"if it is meant as text, quote it in {place}: what you wrote, between double quotes"
    return f"correct {place}; apps/reference.toml explains {key}"
