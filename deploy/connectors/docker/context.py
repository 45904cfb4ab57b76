"""The files of a build context: which there are, and what they hold, read no oftener than needed."""

import hashlib
import json
import os
import stat
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path

from deploy.connectors.docker.ignore import Ignore
from deploy.errors import Refused


@dataclass(frozen=True, slots=True)
class Entry:
    """A file or a link of the context."""

    name: str
    path: str
    state: tuple[int, ...]
    """Size, times, inode and mode: what changes when the content does."""
    link: str = ""

    @property
    def is_executable(self) -> bool:
        """Whether its owner may run it."""
        return bool(self.state[-1] & stat.S_IXUSR)


def entries(context: Path, ignore: Ignore) -> list[Entry]:
    """Everything that goes into the build, sorted by name."""
    found: list[Entry] = []
    folders = [(str(context), "", ignore.matches())]
    while folders:
        folder, prefix, matches = folders.pop()
        with os.scandir(folder) as items:
            for item in items:
                name = prefix + item.name
                is_out = ignore.leaves_out_below(matches, name)
                if item.is_dir(follow_symlinks=False):
                    if not (is_out and ignore.leaves_out_all_of(name)):
                        folders.append((item.path, f"{name}/", ignore.matches(name, matches)))
                elif not is_out:
                    found.append(_entry(item, name))
    return sorted(found, key=attrgetter("name"))


def _entry(item: os.DirEntry[str], name: str) -> Entry:
    found = item.stat(follow_symlinks=False)
    state = (found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino, found.st_mode)
    if item.is_symlink():
        return Entry(name, item.path, state, link=str(Path(item.path).readlink()))
    if not stat.S_ISREG(found.st_mode):
        raise Refused(
            "context-unpackable",
            what=f"{name} in the build context is neither a file nor a link",
            why="sockets, pipes and devices cannot be put into an image",
            do=f"remove it, or add {name} to .dockerignore",
        )
    return Entry(name, item.path, state)


class Contents:
    """Digests of files, remembered as long as a file's state stays the same."""

    def __init__(self, memory: Path) -> None:
        self._memory = memory
        self._known = _read(memory)
        self._used: dict[str, list[object]] = {}

    def remembers(self, entry: Entry) -> bool:
        """Whether the digest of a file is known without reading it."""
        known = self._known.get(entry.path)
        return known is not None and known[:-1] == list(entry.state)

    def digest(self, entry: Entry) -> str:
        """The digest of what a file holds."""
        if self.remembers(entry):
            known = self._used[entry.path] = self._known[entry.path]
            return str(known[-1])
        digest = digest_of_file(Path(entry.path))
        self._used[entry.path] = [*entry.state, digest]
        return digest

    def keep(self) -> None:
        """Remember what was asked for; nothing is written where nothing is new."""
        if self._used == self._known:
            return
        self._memory.parent.mkdir(parents=True, exist_ok=True)
        draft = self._memory.with_suffix(f".{os.getpid()}")
        draft.write_text(json.dumps(self._used))
        draft.replace(self._memory)


def digest_of_file(path: Path) -> str:
    """The digest of a file."""
    with path.open("rb") as file:
        return f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"


def _read(memory: Path) -> dict[str, list[object]]:
    """What was remembered; a file that cannot be read is worth nothing, and is made again."""
    try:
        found = json.loads(memory.read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
