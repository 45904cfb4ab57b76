"""Where the state is kept: in this process, or in a file that outlives it."""

import fcntl
import os
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from deploy.platforms.memory.state import EMPTY_STATE, State

Change = Callable[[State], State]


class Cell(Protocol):
    """Holds one state; a change is whole or not at all."""

    def read(self) -> State:
        """The state now."""
        ...

    def change(self, change: Change) -> None:
        """Put what the change makes of the state in its place."""
        ...


class InProcess:
    """A state that ends with the process."""

    def __init__(self) -> None:
        self._state = EMPTY_STATE

    def read(self) -> State:
        """The state now."""
        return self._state

    def change(self, change: Change) -> None:
        """Put what the change makes of the state in its place."""
        self._state = change(self._state)


class OnDisk:
    """A state in a file, changed under a lock and replaced by renaming: a kill leaves the old or the new."""

    def __init__(self, path: Path) -> None:
        from pydantic import TypeAdapter  # noqa: PLC0415 - heavy, and only needed where a file is read

        self._path = path
        self._form = TypeAdapter(State)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)

    def read(self) -> State:
        """The state now."""
        try:
            return self._form.validate_json(self._path.read_bytes())
        except FileNotFoundError:
            return EMPTY_STATE

    def change(self, change: Change) -> None:
        """Put what the change makes of the state in its place."""
        with self._path.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            fresh = self._path.with_suffix(".new")
            with fresh.open("wb") as file:
                file.write(self._form.dump_json(change(self.read())))
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(self._path)
