"""Saves moto's records and the parts' own state in one file, and takes them back on the next start."""

import logging
import platform
import sys
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from rehearsal.control.plane import ControlPlane
from rehearsal.state.file import write_private

logger = logging.getLogger(__name__)
FILE = "records.pickle"
# moto's records point from task to service to cluster to ...: deep enough to meet Python's default of 1000.
DEPTH = 20_000
Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Saved:
    """The content of the file."""

    records: dict[Key, Any]
    parts: dict[str, object] = field(default_factory=dict)


def versions() -> str:
    """What the file is keyed to: private attributes and code objects are in it."""
    return f"moto {version('moto')}, Python {platform.python_version()}"


def save(plane: ControlPlane) -> tuple[str, ...]:
    """Save everything; the lock is held. The answer names the services that could not be kept."""
    from rehearsal.state.pickling import to_bytes  # noqa: PLC0415 - cryptography; a first start needs none

    sys.setrecursionlimit(DEPTH)
    records = {(service, account, region): backend for service, account, region, backend in plane.records()}
    parts = {type(part).__name__: part.save() for part in plane.parts}
    lost: set[str] = set()
    try:
        data = to_bytes(Saved(records, parts))
    except Exception:
        logger.exception("some records cannot be kept; looking for the services")
        lost = _unkept(records)
        data = to_bytes(
            Saved({key: backend for key, backend in records.items() if key[0] not in lost}, parts)
        )
    write_private(plane.folder / FILE, versions().encode() + b"\n" + data)
    return tuple(sorted(lost))


def load(plane: ControlPlane) -> bool:
    """Take back what was saved, by the same versions only; whether there was anything."""
    path = plane.folder / FILE
    if not path.exists():
        return False
    key, _, data = path.read_bytes().partition(b"\n")
    if key.decode() != versions():
        logger.warning("the saved records are from %s; starting empty", key.decode())
        return False
    from moto.backends import get_backend  # noqa: PLC0415 - as in save

    from rehearsal.state.pickling import from_bytes  # noqa: PLC0415 - as in save

    try:
        saved: Saved = from_bytes(data)
    except Exception:
        logger.exception("the saved records do not load; they are set aside and this start is empty")
        path.replace(path.with_suffix(".unreadable"))
        return False
    for (service, account, region), backend in saved.records.items():
        records: Any = get_backend(service)  # type: ignore[call-overload]
        records[account][region] = backend
    for part in plane.parts:
        if type(part).__name__ in saved.parts:
            part.load(saved.parts[type(part).__name__])
    return True


def forget(folder: Path) -> None:
    """Remove what was saved."""
    (folder / FILE).unlink(missing_ok=True)


def _unkept(records: dict[Key, Any]) -> set[str]:
    """The services that do not pickle by themselves."""
    from rehearsal.state.pickling import named  # noqa: PLC0415 - as in save

    others = named((*key, backend) for key, backend in records.items())
    return {key[0] for key, backend in records.items() if not _pickles(backend, others)}


def _pickles(backend: object, others: dict[int, Key]) -> bool:
    from rehearsal.state.pickling import to_bytes  # noqa: PLC0415 - as in save

    rest = {number: key for number, key in others.items() if number != id(backend)}
    try:
        to_bytes(backend, rest)
    except Exception:
        logger.exception("%s cannot be kept", type(backend).__name__)
        return False
    return True
