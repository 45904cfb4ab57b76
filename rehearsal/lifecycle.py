"""Start, stop, look at and empty a rehearsal; these run in the caller's process and never load moto."""

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from shutil import rmtree
from time import monotonic, sleep
from typing import Any
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from rehearsal.control.plane import OUTSIDE, Place
from rehearsal.starter import READY
from rehearsal.state.file import FOLDER, LOG, STATE, State, held, is_served, make_folder, read_state
from rehearsal.state.records import FILE, forget

READY_WITHIN = 30.0
GONE_WITHIN = 60.0
LOOK_EVERY = 0.02


class NotUp(Exception):
    """No rehearsal runs where one is needed, or one could not be started."""


class NotSaved(Exception):
    """The rehearsal has ended, and the next one begins with older records."""


def up(place: Place = Place(FOLDER), port: int = 0) -> State:  # noqa: B008 - Place is frozen
    """Start the rehearsal of a folder, or join the one that runs there."""
    folder = place.folder.absolute()
    make_folder(folder)
    with held(folder / "up.lock"):
        running = status(folder)
        if running is not None and _stays(running, folder):
            return running
        (folder / STATE).unlink(missing_ok=True)
        return _started(Place(folder, place.account, place.region), port)


def _stays(running: State, folder: Path) -> bool:
    """Whether the server lives on; a killed one holds its lock until the kernel has taken it apart."""
    place = urlsplit(running.endpoint)
    asking = HTTPConnection(str(place.hostname), place.port, timeout=READY_WITHIN)
    try:
        asking.request("GET", "/_rehearsal/health")
        asking.getresponse()
    except (OSError, HTTPException):
        _wait(lambda: not is_served(folder), GONE_WITHIN, "the server neither answers nor ends")
        return False
    finally:
        asking.close()
    return True


def status(folder: Path = FOLDER) -> State | None:
    """The rehearsal that runs in a folder, or nothing."""
    folder = folder.absolute()
    return read_state(folder) if is_served(folder) else None


def down(folder: Path = FOLDER, *, keep: bool = True) -> None:
    """End the rehearsal; with `keep` its saved state stays for the next start, without it nothing stays."""
    folder = folder.absolute()
    if not folder.exists():
        return
    with held(folder / "up.lock"):
        running = _to_end(folder)
        before = _stamp(folder / FILE)
        if running is not None:
            os.kill(running.pid, signal.SIGTERM)
            _wait(lambda: not is_served(folder), GONE_WITHIN, "the server did not end")
    if keep and running is not None and _stamp(folder / FILE) == before:
        raise NotSaved(f"the rehearsal has ended without saving its records; see {folder / LOG}")
    if not keep:
        for outside in _outside(folder):
            rmtree(outside, ignore_errors=True)
        rmtree(folder)


def reset(folder: Path = FOLDER) -> None:
    """Empty the records of a running rehearsal, or the saved ones where none runs."""
    running = status(folder)
    if running is None:
        forget(folder)
        return
    command(running, "reset")


def command(state: State, name: str) -> Any:  # noqa: ANN401 - JSON
    """Give the server a command: save, reset or stop."""
    request = Request(f"{state.endpoint}/_rehearsal/commands/{name}", data=b"{}")  # noqa: S310 - loopback http
    with urlopen(request, timeout=GONE_WITHIN) as answer:  # noqa: S310 - as above
        return json.load(answer)["result"]


def environment(state: State) -> dict[str, str]:
    """The variables that send every AWS client here."""
    return {
        "AWS_ENDPOINT_URL": state.endpoint,
        "AWS_ACCESS_KEY_ID": "AKIAREHEARSAL0000000",
        "AWS_SECRET_ACCESS_KEY": "rehearsal",
        "AWS_REGION": state.region,
        "AWS_DEFAULT_REGION": state.region,
        **{f"SWINGBRIDGE_{name.upper()}": address for name, address in state.addresses.items()},
    }


def _started(place: Place, port: int) -> State:
    """Start the server in a session of its own, which outlives its starter, and wait until it answers."""
    log = place.folder / LOG
    hears, tells = os.pipe()
    serve = [sys.executable, "-m", "rehearsal", "serve", "--folder", str(place.folder)]
    serve += ["--account", place.account, "--region", place.region, "--port", str(port), "--tell", str(tells)]
    with os.fdopen(hears, "rb") as hearing:
        with log.open("ab") as output:
            # This process forks the server off and ends: the server is nobody's child and nobody's zombie.
            subprocess.run(
                serve,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=Path(__file__).resolve().parent.parent,
                start_new_session=True,
                pass_fds=(tells,),
                check=True,
            )
        os.close(tells)
        heard, _, _ = select.select([hearing], [], [], READY_WITHIN)
        said = hearing.read() if heard else b"it has not answered in time"
    state = status(place.folder) if said == READY else None
    if state is None:
        why = said.decode(errors="replace") or "it ended without a word"
        raise NotUp(f"the server did not become ready: {why}; see {log}")
    return state


def _to_end(folder: Path) -> State | None:
    """The server that has to end; a killed one is started once more, as only it can clear what it left."""
    left = read_state(folder)
    if left is None or (is_served(folder) and _stays(left, folder)):
        return left
    (folder / STATE).unlink()
    return _started(Place(folder, left.account, left.region), 0)


def _stamp(file: Path) -> tuple[int, int] | None:
    """What is another one as soon as the file is written anew."""
    about = file.stat() if file.exists() else None
    return about and (about.st_ino, about.st_mtime_ns)


def _outside(folder: Path) -> list[Path]:
    """The folders elsewhere that hold data of this rehearsal."""
    notes = folder / OUTSIDE
    return [Path(line) for line in notes.read_text(encoding="utf-8").splitlines()] if notes.exists() else []


def _wait(so: Callable[[], bool], seconds: float, otherwise: str) -> None:
    end = monotonic() + seconds
    while not so():
        if monotonic() > end:
            raise NotUp(otherwise)
        sleep(LOOK_EVERY)
