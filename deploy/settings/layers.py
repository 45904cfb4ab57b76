"""Files laid over each other, and which of them a key came from."""

from dataclasses import dataclass
from pathlib import Path
from typing import cast

from deploy.model.names import visible
from deploy.settings.positions import KeyPath, scan
from deploy.settings.reading import SettingsText, read
from deploy.settings.secrecy import without_secrets
from deploy.settings.syntax import Tables, Value, parse

_SHOWN = 120


@dataclass(frozen=True, slots=True)
class Layer:
    """One file: its text and its tables."""

    source: SettingsText
    tables: Tables

    @classmethod
    def of(cls, root: Path, name: str) -> "Layer":
        """The file of that name, read and parsed."""
        source = read(root, name)
        return cls(source, parse(source))


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is said: a file, a line, and the line's own words."""

    file: str
    line: int
    says: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Layers:
    """The files of one environment; a later one lies over an earlier one."""

    files: tuple[Layer, ...]

    def merged(self) -> dict[str, Value]:
        """One set of tables; tables merge, everything else is replaced whole."""
        merged: dict[str, Value] = {}
        for layer in self.files:
            merged = _merge(merged, layer.tables)
        return merged

    def place(self, path: KeyPath) -> Place:
        """Where the key stands, or the nearest table above it, or the beginning of the topmost file."""
        scanned = [(layer.source, scan(layer.source.text)) for layer in reversed(self.files)]
        for length in range(len(path), 0, -1):
            for source, positions in scanned:
                line = positions.line(path[:length])
                if line is not None:
                    return Place(source.name, line, _line(source.text, line))
        return Place(scanned[0][0].name, 1, _line(scanned[0][0].text, 1))


def _line(text: str, number: int) -> str:
    return visible(without_secrets(text.split("\n")[number - 1].strip())[:_SHOWN])


def _merge(below: Tables, above: Tables) -> dict[str, Value]:
    merged = dict(below)
    for key, value in above.items():
        old = merged.get(key)
        if isinstance(old, dict) and isinstance(value, dict):
            merged[key] = _merge(cast("Tables", old), cast("Tables", value))
        else:
            merged[key] = value
    return merged
