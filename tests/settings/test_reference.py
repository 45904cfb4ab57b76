"""`apps/reference.toml` and the schema say the same, and every default in the comments is the code's."""

import re
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import StrEnum
from pathlib import Path
from typing import cast

from deploy.settings.contradictions import contradictions
from deploy.settings.json_schema import REFERENCE, described, general
from deploy.settings.keys import annotation_at, bare_type, every_key
from deploy.settings.layers import Layer, Layers
from deploy.settings.load import validated
from deploy.settings.positions import scan

ROOT = Path(__file__).parents[2]
LAYERS = Layers((Layer.of(ROOT, REFERENCE),))


def test_the_reference_is_valid() -> None:
    """Every value in it is allowed, and none contradicts another."""
    assert [] == list(contradictions(validated(LAYERS), "staging"))


def test_every_key_of_the_schema_is_in_the_reference() -> None:
    """And no other."""
    written = {general(path) for path in scan(LAYERS.files[0].source.text).line_by_path}
    written = {path for path in written if not path[-1].isdigit()}

    assert set(every_key()) == written


def test_every_key_is_explained() -> None:
    """Only `[components]` itself, which nobody writes, has no comment."""
    explained = described(ROOT)

    assert [("components",)] == [path for path in every_key() if not explained.get(path)]


def test_the_defaults_in_the_comments_are_those_of_the_code() -> None:
    """A key without a default is not called optional, and the other way round."""
    told = {path: default_told(text) for path, text in described(ROOT).items()}
    wrong = {
        ".".join(path): (default_told_by_code(path), told[path])
        for path in every_key()
        if is_value(path) and default_told_by_code(path) not in (None, told.get(path))
    }

    assert {} == wrong


def is_value(path: tuple[str, ...]) -> bool:
    """Whether the key has a value of its own, and is neither a table nor a free name."""
    return path[-1] != "*" and not is_dataclass(bare_type(annotation_at(path))) and path[-1] not in FREE


FREE = {"components", "environment", "secrets", "build_secrets"}
CONDITIONAL = {"port", "health_path", "path", "table", "dockerfile"}


def default_told(text: str) -> str:
    """What the comment says of the default: its value, `optional` or `needed`."""
    match = re.search(r"Default:? \[?\"?([^\s\"\]]+?)\"?\]?[.;,]?(?:\s|$)", text)
    if match:
        return match[1].rstrip(".")
    return "optional" if "Optional" in text else "needed"


def default_told_by_code(path: tuple[str, ...]) -> str | None:
    """The same, as the schema has it; None where a key is needed only under a condition."""
    if path[-1] in CONDITIONAL:
        return None
    owner = cast("type", bare_type(annotation_at(path[:-1])))
    found: Field[object] = next(part for part in fields(owner) if part.name == path[-1])
    if found.default is MISSING:
        return "needed"
    return in_words(found.default)


def in_words(default: object) -> str:
    """The default as the reference writes it."""
    if default is None:
        return "optional"
    if isinstance(default, bool):
        return str(default).lower()
    if isinstance(default, tuple):
        return str(default[0]) if default else "none"
    return (
        default.value
        if isinstance(default, StrEnum)
        else f"{default:g}"
        if isinstance(default, float)
        else str(default)
    )
