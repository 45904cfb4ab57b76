"""The state file: where the rehearsal of a folder answers, and which process it is."""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

FOLDER = Path(".swingbridge/rehearsal")
# The files of a rehearsal in its folder.
LOCK = "server.lock"
LOG = "server.log"
PORT = "port"
REQUESTS = "requests.jsonl"
STATE = "state.json"
HIGHEST_PORT = 65_535


@dataclass(frozen=True, slots=True)
class State:
    """What people, tests and tasks need to reach a running rehearsal."""

    pid: int
    endpoint: str
    account: str
    region: str
    log: str
    requests: str
    addresses: Mapping[str, str] = field(default_factory=dict)
    runtime: str = ""
    """What tasks run as: "docker" or "process"."""


def write_private(path: Path, data: bytes) -> None:
    """Write a file in one step, for its owner alone; readers see the old or the new one, never half."""
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    finally:
        # Half of it on a full disk would only keep the disk full.
        aside.unlink(missing_ok=True)


def write_state(folder: Path, state: State) -> None:
    """Make a running rehearsal known."""
    write_private(folder / STATE, json.dumps(asdict(state), indent=2).encode() + b"\n")


def read_state(folder: Path) -> State | None:
    """The rehearsal of a folder, whether it still runs or not; nothing where there is no file."""
    try:
        return State(**json.loads((folder / STATE).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None


def make_folder(folder: Path) -> None:
    """Make the rehearsal's folder, closed to everybody else."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)


def is_served(folder: Path) -> bool:
    """Whether a living process serves this folder; the kernel drops the lock of a dead one."""
    if not (folder / LOCK).exists():
        return False
    with (folder / LOCK).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold a lock file for a while; others wait for it."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
