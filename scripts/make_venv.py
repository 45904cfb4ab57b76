"""Install the packages of uv.lock into a fresh folder, let .venv point to it, and run a task with them.

Each set of packages gets a folder of its own under `.swingbridge/venvs`. It is believed only once the copy of
the lock, which is written last, is in it; then `.venv` moves there in one step. So a failed or interrupted
install leaves the packages of before, and a run that is under way keeps the packages it started with.

    python -m scripts.make_venv "rehearsal dev" test --env=local
"""

import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
import tomllib
from pathlib import Path

from scripts.install_locked import install

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "uv.lock"
LINK = ROOT / ".venv"
VENVS = ROOT / ".swingbridge" / "venvs"
USAGE, TOOL_MISSING, STOPPED = 2, 7, 8
LONGEST = 300


def main(extras: set[str], words: list[str]) -> int:
    """Let `.venv` hold these extras beside those that it has, and become the task; the code says why not."""
    known = known_extras()
    if unknown := extras - known:
        say(
            f"no extra is called {', '.join(unknown)}",
            "it was asked for",
            f"take some of {', '.join(sorted(known))}",
        )
        return USAGE
    for stop in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(stop, signal.default_int_handler)
    try:
        venv = make(sorted(extras | (extras_in(LINK) & known)))
        python = str(venv / "bin" / "python")
        os.execv(python, [python, "-m", "deploy.tasks", *words])  # noqa: S606 - the task takes this one's place
    except KeyboardInterrupt:
        say("stopped while installing", "a signal asked for it", "the same command starts over")
        return STOPPED
    except (subprocess.CalledProcessError, OSError) as error:
        say("the packages of uv.lock could not be installed", reason(error), way_out())
        return TOOL_MISSING


def make(extras: list[str]) -> Path:
    """The folder with the lock's packages and these extras, where `.venv` points to from now on."""
    lock = LOCK.read_bytes()
    key = "\0".join([sys.version, str(ROOT), *extras]).encode()
    venv = VENVS / hashlib.sha256(lock + key).hexdigest()[:12]
    VENVS.mkdir(parents=True, exist_ok=True)
    with (VENVS / "mutex").open("w") as mutex:
        wait_for(mutex.fileno())
        if not ((venv / "uv.lock").exists() and (venv / "bin" / "python").exists()):
            fill(venv, extras, mutex.fileno())
            (venv / "uv.lock.part").write_bytes(lock)
            (venv / "uv.lock.part").replace(venv / "uv.lock")
        point_to(venv)
    return venv


def fill(venv: Path, extras: list[str], mutex: int) -> None:
    """Install, telling a person that it takes a while."""
    began = time.monotonic()
    tell(f"inv: installing the packages of uv.lock ({' '.join(extras) or 'core only'}), once ...")
    shutil.rmtree(venv, ignore_errors=True)
    install(venv, extras, mutex)
    (venv / "extras").write_text(" ".join(extras) + "\n")
    tell(f" {time.monotonic() - began:.0f} s\n")


def point_to(venv: Path) -> None:
    """Let `.venv` be that folder, keep the one it was before, and remove all others."""
    kept = {venv, LINK.resolve()}
    if LINK.is_dir() and not LINK.is_symlink():
        LINK.rename(VENVS / f"replaced-{os.getpid()}")
    (VENVS / "link").unlink(missing_ok=True)
    (VENVS / "link").symlink_to(venv)
    (VENVS / "link").replace(LINK)
    for old in VENVS.iterdir():
        if old.is_dir() and old not in kept and not old.name.startswith("replaced"):
            shutil.rmtree(old, ignore_errors=True)


def wait_for(mutex: int) -> None:
    """Take the mutex; the system frees it when its holders end, however they end."""
    try:
        fcntl.flock(mutex, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        tell("inv: another run is installing; waiting for it\n")
        fcntl.flock(mutex, fcntl.LOCK_EX)


def extras_in(venv: Path) -> set[str]:
    """The extras that an environment was made with."""
    stamp = venv / "extras"
    return set(stamp.read_text().split()) if stamp.exists() else set()


def known_extras() -> set[str]:
    """The extras that this repository has."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return set(project.get("optional-dependencies", {}))


def reason(error: subprocess.CalledProcessError | OSError) -> str:
    """The words of the tool that failed, the middle left out where there are many."""
    if isinstance(error, OSError):
        return str(error)
    words = " ".join(error.stderr.decode(errors="replace").split())
    shown = words if len(words) < LONGEST else f"{words[:LONGEST]} ... {words[-LONGEST:]}"
    return f"{Path(error.cmd[0]).name} said: {shown}"


def way_out() -> str:
    """What a person can do, which is more where the packages of before are still there."""
    again = "see whether the package index is reachable, then run the same command again"
    if (LINK / "bin" / "python").exists():
        again += "; .venv/bin/python -m deploy.tasks <task> still runs with the packages of before"
    return again


def say(what: str, why: str, do: str) -> None:
    """An error in the house form."""
    tell(f"\ninv: {what}\n  why: {why}\n  do:  {do}\n")


def tell(text: str) -> None:
    """Progress goes to stderr; stdout belongs to the task."""
    sys.stderr.write(text)
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main(set(sys.argv[1].split()), sys.argv[2:]))
