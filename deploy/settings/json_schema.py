"""Writes the JSON Schema that editors check the settings with: `python -m deploy.settings.json_schema`.

The comments of `apps/reference.toml` become the descriptions. No key is required in it, for either file of
an environment may leave to the other what it does not say; `load` knows what is missing in the end.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final, cast

from deploy.settings.keys import ANY_NAME, every_key
from deploy.settings.positions import scan
from deploy.settings.reading import read
from deploy.settings.schema import SettingsFile

SCHEMA: Final = "apps/schema.json"
REFERENCE: Final = "apps/reference.toml"
_EXAMPLES: Final = (("components", 1), ("environment", 3), ("secrets", 3), ("build_secrets", 3))
"""Tables in which the reference shows names of its own, and at which depth they lie."""
_LEFT_OUT: Final = frozenset({"title", "required"})

Node = dict[str, object]


def schema_text(root: Path) -> str:
    """The whole file."""
    from pydantic import TypeAdapter  # noqa: PLC0415  # heavy: only when the schema is written or tested

    schema = cast("Node", _plain(TypeAdapter(SettingsFile).json_schema()))
    known = described(root)
    for path in every_key():
        text = known.get(path)
        if text:
            _node(schema, path)["description"] = text
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Settings of a system"}
    return json.dumps({**head, **schema}, indent=2, ensure_ascii=False) + "\n"


def described(root: Path) -> dict[tuple[str, ...], str]:
    """What the reference says about each key: the comment lines right above its first mention."""
    text = read(root, REFERENCE).text
    lines = text.split("\n")
    found: dict[tuple[str, ...], str] = {}
    for line, path in scan(text).statements:
        found.setdefault(general(path), " ".join(_above(lines, line)))
    return found


def general(path: tuple[str | int, ...]) -> tuple[str, ...]:
    """The path with `*` in place of the names that are free."""
    parts = [str(part) for part in path]
    for table, depth in _EXAMPLES:
        if len(parts) > depth and parts[0] == "components" and parts[depth - 1] == table:
            parts[depth] = ANY_NAME
    return tuple(parts)


def _above(lines: list[str], line: int) -> Iterator[str]:
    first = line - 1
    while first > 0 and lines[first - 1].startswith("# "):
        first -= 1
    return (comment.removeprefix("# ") for comment in lines[first : line - 1])


def _plain(value: object) -> object:
    """The schema without titles, required keys, and null, which TOML has not."""
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    if not isinstance(value, dict):
        return value
    kept = {key: inner for key, inner in value.items() if not _is_left_out(key, inner)}
    choices = kept.pop("anyOf", None)
    if isinstance(choices, list):
        kept |= next(choice for choice in choices if choice != {"type": "null"})
    return {key: _plain(inner) for key, inner in kept.items()}


def _is_left_out(key: str, value: object) -> bool:
    is_noise = key in _LEFT_OUT and isinstance(value, str | list)
    return is_noise or (key == "default" and (value is None or isinstance(value, dict)))


def _node(schema: Node, path: tuple[str, ...]) -> Node:
    node = schema
    for part in path:
        node = _resolved(schema, node)
        named = "patternProperties" if part == ANY_NAME else "properties"
        inner = cast("dict[str, Node]", node[named])
        node = next(iter(inner.values())) if part == ANY_NAME else inner[part]
    return node


def _resolved(schema: Node, node: Node) -> Node:
    reference = node.get("$ref")
    if reference is None:
        return node
    return cast("dict[str, Node]", schema["$defs"])[str(reference).rsplit("/", 1)[-1]]


if __name__ == "__main__":
    _root = Path(__file__).resolve().parents[2]
    (_root / SCHEMA).write_text(schema_text(_root), encoding="utf-8")
