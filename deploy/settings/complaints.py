"""From what pydantic found to what a person has to know: file, line, key, wanted, found, nearest key."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from deploy.errors import UsageError
from deploy.model.names import nearest, visible
from deploy.settings.keys import annotation_at, bare_type, key_elsewhere, keys_at, wanted
from deploy.settings.layers import Layers, Place
from deploy.settings.positions import KeyPath

LARGEST: Final = 2**63
_SHOWN: Final = 60
_REFERENCES: Final = {
    "unexpected_keyword_argument": "settings-unknown-key",
    "missing": "settings-missing-key",
    "greater_than": "settings-out-of-range",
    "greater_than_equal": "settings-out-of-range",
    "less_than_equal": "settings-out-of-range",
    "too_short": "settings-out-of-range",
    "too_long": "settings-out-of-range",
    "string_too_long": "settings-out-of-range",
    "string_pattern_mismatch": "settings-bad-value",
    "enum": "settings-bad-value",
}
_FIRST: Final = ("settings-unknown-key", "settings-wrong-type")
"""A misspelt key also shows as a missing one, so the misspelling is told first."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: the key, what kind of wrong, and the value that stands there."""

    path: KeyPath
    kind: str
    value: object

    @property
    def reference(self) -> str:
        """The reference of the error and of its page."""
        return _REFERENCES.get(self.kind, "settings-wrong-type")

    @property
    def key(self) -> str:
        """The key as it would be written with dots."""
        return dotted(self.path)


def complaint(findings: Sequence[Finding], layers: Layers) -> UsageError:
    """The error for the most telling of the findings; how many more there are is said too."""
    ordered = sorted(findings, key=lambda finding: finding.reference not in _FIRST)
    first = ordered[0]
    place = layers.place(first.path)
    what, why, do = _texts(first, place)
    others = [f"{layers.place(other.path)} {other.key}" for other in ordered[1:4]]
    more = (
        f"; also wrong: {', '.join(others)}{' ...' if len(ordered) > 1 + len(others) else ''}"
        if others
        else ""
    )
    return UsageError(first.reference, what=f"{place}: {what}", why=why + more, do=do)


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


def _texts(finding: Finding, place: Place) -> tuple[str, str, str]:
    if finding.reference == "settings-unknown-key":
        return _unknown(finding, place)
    wants = wanted(annotation_at(finding.path))
    if finding.reference == "settings-missing-key":
        return (
            f"the key {finding.key} is missing",
            f"it has no default; it must be {wants}",
            f"add it to {place.file}, or to app.toml if it is the same everywhere; see apps/reference.toml",
        )
    return (
        f"{finding.key} is {shown(finding.value)}, and must be {wants}",
        f"the line says: {place.says}",
        _correction(finding, place),
    )


def _unknown(finding: Finding, place: Place) -> tuple[str, str, str]:
    table, key = finding.path[:-1], str(finding.path[-1])
    known = keys_at(table)
    where = f"[{dotted(table)}]" if table else "the top of the file"
    near = nearest(key, known)
    elsewhere = key_elsewhere(key)
    if near is None and elsewhere is not None:
        do = (
            f"move it: {key} belongs to [{dotted(elsewhere[:-1])}]"
            if elsewhere[:-1]
            else f"move {key} to the top"
        )
    else:
        do = (
            f"did you mean {near}? correct {place}"
            if near
            else f"delete it from {place}; see apps/reference.toml"
        )
    return f"unknown key {finding.key}", f"{where} knows: {', '.join(known)}", do


def _correction(finding: Finding, place: Place) -> str:
    key, value = finding.path[-1] if finding.path else "", finding.value
    kind = bare_type(annotation_at(finding.path))
    if kind in (int, float) and isinstance(value, str) and value.strip().replace(".", "", 1).isdigit():
        return f"write it without quotes in {place}: {key} = {value.strip()[:_SHOWN]}"
    if kind is bool and value in ("true", "false"):
        return f"write it without quotes in {place}: {key} = {value}"
    is_text = kind is str or (isinstance(kind, type) and issubclass(kind, str))
    if is_text and not isinstance(value, str | list | dict):
        return f"if it is meant as text, quote it in {place}: what you wrote, between double quotes"
    return f"correct {place}; apps/reference.toml explains {key}"
