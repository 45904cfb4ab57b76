"""Settings as lines of key and value; pure."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

from deploy.settings.schema import Settings


def told(settings: Settings) -> tuple[tuple[str, str], ...]:
    """Every setting that has a value, with its path."""
    return tuple(_lines("", settings))


def _lines(path: str, value: object) -> Iterator[tuple[str, str]]:
    parts = _parts(value)
    if parts is None:
        if value is not None:
            yield path, _text(value)
        return
    for name, part in parts:
        yield from _lines(f"{path}.{name}" if path else name, part)


def _parts(value: object) -> list[tuple[str, object]] | None:
    """What a value consists of; None where it is one thing."""
    if is_dataclass(value) and not isinstance(value, type):
        return [(part.name, getattr(value, part.name)) for part in fields(value)]
    if isinstance(value, Mapping):
        return [(str(key), part) for key, part in value.items()]
    if isinstance(value, tuple) and value and is_dataclass(value[0]):
        return [(str(getattr(part, "name", number)), part) for number, part in enumerate(value)]
    return None


def _text(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
