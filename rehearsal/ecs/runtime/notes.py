"""Notes about started processes, so that the next server can end what a killed one left."""

import os
import signal
from pathlib import Path


class Notes:
    """One empty file for each process, named by its id and its start time, which together never repeat."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def add(self, pid: int) -> None:
        """Note a process."""
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / f"{pid}-{_started(pid)}").touch()

    def remove(self, pid: int) -> None:
        """Forget a process."""
        for note in self._folder.glob(f"{pid}-*"):
            note.unlink(missing_ok=True)

    def clear(self) -> None:
        """Kill the session of every noted process that still is the same process."""
        for note in list(self._folder.glob("*-*")):
            pid, _, started = note.name.partition("-")
            if started and started == _started(int(pid)):
                _kill(int(pid))
            note.unlink(missing_ok=True)


def _started(pid: int) -> str:
    """The start time of a process in ticks since boot, or nothing where it is gone or cannot be told."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return ""
    # The name in brackets may hold spaces and brackets: the fields after the last one are counted.
    return stat.rpartition(")")[2].split()[19]


def _kill(pid: int) -> None:
    try:
        os.killpg(pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return
