"""The one way to settings: `load`, and the lists of what can be loaded."""

import json
from datetime import date, time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from deploy.errors import UsageError
from deploy.model.names import Grammar, nearest, visible
from deploy.settings.complaints import LARGEST, Finding, complaint
from deploy.settings.contradictions import refuse_contradictions
from deploy.settings.layers import Layer, Layers
from deploy.settings.plain_secrets import refuse_plain_secrets
from deploy.settings.positions import KeyPath
from deploy.settings.remembered import is_remembered, mark_of, remember
from deploy.settings.schema import Settings, SettingsFile
from deploy.settings.shaping import shaped
from deploy.settings.syntax import Value

if TYPE_CHECKING:
    from pydantic import TypeAdapter

APPS: Final = "apps"
APP_FILE: Final = "app.toml"
DEFAULT_FILE: Final = f"{APPS}/default.toml"


def load(root: Path, system: str, environment: str) -> Settings:
    """The settings of one system in one environment."""
    _require_system(root, system)
    _require_environment(root, system, environment)
    folder = f"{APPS}/{system}"
    layers = Layers((Layer.of(root, f"{folder}/{APP_FILE}"), Layer.of(root, f"{folder}/{environment}.toml")))
    file = _judged(root / ".swingbridge" / system / environment / "settings-judged", layers)
    refuse_plain_secrets(file, layers)
    refuse_contradictions(file, environment, layers)
    return Settings.of(system, environment, file)


def _judged(memory: Path, layers: Layers) -> SettingsFile:
    """The merged files as values of the schema, judged unless just these were found right before."""
    mark = mark_of(layers)
    if is_remembered(memory, mark):
        return shaped(layers.merged())
    file = validated(layers)
    remember(memory, mark)
    return file


def known_systems(root: Path) -> tuple[str, ...]:
    """The systems that have a folder with an `app.toml`."""
    found = (path.parent.name for path in (root / APPS).glob(f"*/{APP_FILE}"))
    return tuple(sorted(name for name in found if Grammar.SYSTEM.allows(name)))


def known_environments(root: Path, system: str) -> tuple[str, ...]:
    """The environments that a system has a file for."""
    if not Grammar.SYSTEM.allows(system):
        return ()
    found = (path.stem for path in (root / APPS / system).glob("*.toml") if path.name != APP_FILE)
    return tuple(sorted(name for name in found if Grammar.ENVIRONMENT.allows(name)))


def default_system(root: Path) -> str:
    """The system that is meant where none is named."""
    tables = Layer.of(root, DEFAULT_FILE).tables
    name = tables.get("system")
    if not isinstance(name, str) or len(tables) != 1:
        raise UsageError(
            "settings-bad-value",
            what=f"{DEFAULT_FILE} does not name one system and nothing else",
            why=f"it has the keys: {visible(', '.join(tables)) or 'none'}",
            do=f'write one line into {DEFAULT_FILE}: system = "{next(iter(known_systems(root)), "name")}"',
        )
    _require_system(root, name)
    return name


def _require_system(root: Path, system: str) -> None:
    known = known_systems(root)
    _require_grammar(Grammar.SYSTEM, system, known)
    if system not in known:
        raise UsageError(
            "unknown-system",
            what=f"unknown system {system}",
            why=f"there are: {_listed(known)}",
            do=_suggestion("--app", system, known),
        )


def _require_environment(root: Path, system: str, environment: str) -> None:
    known = known_environments(root, system)
    _require_grammar(Grammar.ENVIRONMENT, environment, known)
    if environment not in known:
        raise UsageError(
            "unknown-environment",
            what=f"unknown environment {environment} of {system}",
            why=f"there are: {_listed(known)}",
            do=_suggestion("--env", environment, known),
        )


def _require_grammar(grammar: Grammar, name: str, known: tuple[str, ...]) -> None:
    if not grammar.allows(name):
        raise UsageError(
            "name-outside-grammar",
            what=f'not the name of any {grammar.name.lower()}: "{visible(name[:80])}"',
            why=f"such a name has {grammar.words}, and at most {grammar.longest} characters",
            do=f"use one of: {_listed(known)}",
        )


def _suggestion(option: str, name: str, known: tuple[str, ...]) -> str:
    near = nearest(name, known)
    return f"did you mean {option}={near}?" if near else f"use one of: {_listed(known)}"


def _listed(known: tuple[str, ...]) -> str:
    return ", ".join(known) or "none"


def validated(layers: Layers) -> SettingsFile:
    """The merged files as values of the schema, or the error that says what is wrong and where."""
    from pydantic import ValidationError  # noqa: PLC0415  # heavy: only when settings are loaded

    merged = layers.merged()
    odd = _odd_values((), merged)
    if odd:
        raise complaint(odd, layers)
    try:
        # Through JSON, where strict still lets a list be a tuple and a word an enum member.
        return _adapter().validate_json(json.dumps(merged))
    except ValidationError as problem:
        errors = problem.errors(include_url=False, include_context=False)
        findings = [Finding(error["loc"], error["type"], error["input"]) for error in errors]
        raise complaint(findings, layers) from problem


@cache
def _adapter() -> "TypeAdapter[SettingsFile]":
    from pydantic import TypeAdapter  # noqa: PLC0415  # heavy: only when settings are loaded

    return TypeAdapter(SettingsFile)


def _odd_values(path: KeyPath, value: Value) -> list[Finding]:
    """Values that TOML has and that JSON cannot carry: dates, times, and numbers of thousands of digits."""
    if isinstance(value, dict):
        return [finding for key, inner in value.items() for finding in _odd_values((*path, key), inner)]
    if isinstance(value, list):
        return [f for number, inner in enumerate(value) for f in _odd_values((*path, number), inner)]
    is_huge = isinstance(value, int) and abs(value) >= LARGEST
    if is_huge or isinstance(value, date | time):
        return [Finding(path, "odd_value", value)]
    return []
