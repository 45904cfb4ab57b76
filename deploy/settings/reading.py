"""From a path to text: only regular, private files inside the repository, of bounded size and depth."""

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from deploy.errors import Refused, SwingbridgeError, UsageError
from deploy.model.names import visible
from deploy.settings.tokens import depth

MOST_BYTES = 256 * 1024
DEEPEST = 16


@dataclass(frozen=True, slots=True)
class SettingsText:
    """A file's text, under the name that a person knows the file by."""

    name: str
    text: str


def read(root: Path, name: str) -> SettingsText:
    """The text of a settings file, named relative to the root of the repository."""
    path = _inside(root, name)
    _refuse_foreign_hands(path, name, root)
    text = _decode(_bytes(path, name), name)
    _refuse_depth(text, name)
    return SettingsText(name, text)


def _inside(root: Path, name: str) -> Path:
    real_root = root.resolve()
    try:
        path = (real_root / name).resolve(strict=True)
    except (OSError, RuntimeError) as problem:
        raise _unreadable(name, problem) from problem
    if not path.is_relative_to(real_root):
        raise UsageError(
            "settings-outside-repository",
            what=f"{visible(name)} leads out of the repository",
            why="it is a link or lies behind one; settings are read from inside only",
            do=f"put a real file there: ls -l {visible(name)}",
        )
    return path


def _refuse_foreign_hands(path: Path, name: str, root: Path) -> None:
    trusted = frozenset({0, os.geteuid(), root.stat().st_uid})
    for place, shown in ((path, name), (path.parent, str(Path(name).parent))):
        status = place.stat()
        refusal = reason_to_refuse(shown, status.st_mode, status.st_uid, trusted)
        if refusal is not None:
            raise refusal


def reason_to_refuse(name: str, mode: int, owner: int, trusted: frozenset[int]) -> Refused | None:
    """Why somebody else could have written these settings, if so."""
    if mode & stat.S_IWOTH and not (stat.S_ISDIR(mode) and mode & stat.S_ISVTX):
        return Refused(
            "settings-world-writable",
            what=f"{name} can be written by every user of this machine",
            why=f"its mode is {stat.S_IMODE(mode):04o}; whoever writes it decides what is deployed",
            do=f"see what was changed (git diff), then: chmod o-w {name}",
        )
    if owner not in trusted:
        return Refused(
            "settings-other-owner",
            what=f"{name} belongs to another user (uid {owner})",
            why="it is neither yours, nor root's, nor the owner's of the repository",
            do=f"see what is in it (git diff), then: chown {os.geteuid()} {name}",
        )
    return None


def _bytes(path: Path, name: str) -> bytes:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise _unreadable(name, "it is not a regular file")
        with path.open("rb") as file:
            found = file.read(MOST_BYTES + 1)
    except OSError as problem:
        raise _unreadable(name, problem) from problem
    if len(found) > MOST_BYTES:
        raise UsageError(
            "settings-too-large",
            what=f"{name} is larger than {MOST_BYTES // 1024} KiB",
            why=f"it has {path.stat().st_size} bytes; no settings file is that long, so it is not read",
            do=f"see what it is: head -c 300 {name}",
        )
    return found


def _decode(found: bytes, name: str) -> str:
    if found.startswith(b"\xef\xbb\xbf"):
        raise _bad_text(name, found, 0, "a byte order mark (EF BB BF)")
    if b"\x00" in found:
        raise _bad_text(name, found, found.index(b"\x00"), "a NUL byte")
    try:
        return found.decode("utf-8")
    except UnicodeDecodeError as problem:
        shown = found[problem.start : problem.start + 1].hex().upper()
        raise _bad_text(name, found, problem.start, f"the byte {shown}, which is not UTF-8") from problem


def _bad_text(name: str, found: bytes, offset: int, what: str) -> UsageError:
    before = found[:offset]
    line = before.count(b"\n") + 1
    column = offset - (before.rfind(b"\n") + 1) + 1
    return UsageError(
        "settings-encoding",
        what=f"{name}:{line}:{column}: {what}",
        why="settings are plain UTF-8 text without a byte order mark",
        do=f"save it as UTF-8 without a byte order mark; to see the place: sed -n {line}p {name} | od -c",
    )


def _refuse_depth(text: str, name: str) -> None:
    found = depth(text)
    if found.levels > DEEPEST:
        raise UsageError(
            "settings-too-deep",
            what=f"{name}:{found.line}: nested {found.levels} deep",
            why=f"no setting lies deeper than {DEEPEST}, so the file is not parsed at all",
            do=f"see the place: sed -n {found.line}p {name} | head -c 300",
        )


def _unreadable(name: str, problem: object) -> SwingbridgeError:
    reason = problem.strerror if isinstance(problem, OSError) and problem.strerror else str(problem)
    return UsageError(
        "settings-unreadable",
        what=f"{visible(name)} cannot be read",
        why=reason,
        do=f"see what is there: ls -l {visible(name)}",
    )
