"""Keeps the newest calls in memory and on disk, both bounded."""

from collections import deque
from pathlib import Path
from threading import Lock
from typing import TextIO

from rehearsal.requests.entry import Entry, entry_from_line

KEPT_IN_MEMORY = 2_000
BYTES_PER_FILE = 8_000_000


class RequestLog:
    """Writes JSON lines to one file and, when that is full, moves it aside; two files are the most."""

    def __init__(self, path: Path, limit: int = BYTES_PER_FILE) -> None:
        self.path = path
        self.older = path.with_suffix(".1.jsonl")
        self.written = 0
        self._limit = limit
        self._newest: deque[Entry] = deque(maxlen=KEPT_IN_MEMORY)
        self._lock = Lock()
        self._file: TextIO = path.open("a", encoding="utf-8", buffering=1)

    def add(self, entry: Entry) -> None:
        """Take one call down."""
        line = entry.to_line()
        with self._lock:
            self.written += 1
            self._newest.append(entry)
            self._file.write(line + "\n")
            if self._file.tell() > self._limit:
                self._turn()

    def newest(self, number: int) -> list[Entry]:
        """The last calls, oldest first."""
        with self._lock:
            return list(self._newest)[-number:]

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _turn(self) -> None:
        self._file.close()
        self.path.replace(self.older)
        self._file = self.path.open("a", encoding="utf-8", buffering=1)


def read_log(path: Path) -> list[Entry]:
    """Every call that is still on disk, oldest first; a line cut short by a kill is left out."""
    lines: list[str] = []
    for file in (path.with_suffix(".1.jsonl"), path):
        if file.exists():
            lines += file.read_text(encoding="utf-8").splitlines()
    return [entry_from_line(line) for line in lines if line.endswith("}")]
