"""Keeps the newest calls in memory and on disk, both bounded."""

import logging
from collections import deque
from pathlib import Path
from threading import Lock

from rehearsal.requests.entry import Entry, entry_from_line

logger = logging.getLogger(__name__)
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
        # Unbuffered: what finds no room on the disk is lost and not tried again with the next line.
        self._file = path.open("ab", buffering=0)

    def add(self, entry: Entry) -> None:
        """Take one call down; it has been carried out, so a full disk costs its line and not its answer."""
        # The line break comes first, so that a line cut short by a kill or a full disk spoils no other.
        line = b"\n" + entry.to_line().encode()
        with self._lock:
            self.written += 1
            self._newest.append(entry)
            try:
                self._file.write(line)
                if self._file.tell() > self._limit:
                    self._turn()
            except OSError:
                logger.exception("a call was not noted")

    def newest(self, number: int) -> list[Entry]:
        """The last calls, oldest first."""
        with self._lock:
            return list(self._newest)[-number:]

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _turn(self) -> None:
        self.path.replace(self.older)
        full, self._file = self._file, self.path.open("ab", buffering=0)
        full.close()


def read_log(path: Path) -> list[Entry]:
    """Every call that is still on disk, oldest first; a line cut short is left out."""
    lines: list[str] = []
    for file in (path.with_suffix(".1.jsonl"), path):
        if file.exists():
            lines += file.read_text(encoding="utf-8").splitlines()
    return [entry_from_line(line) for line in lines if line.endswith("}")]
