"""A Docker engine for tests: the one that answers here, else one of our own where it may be started.

Every worker of a test run shares it: the first that asks makes it ready, and the last one out has it cleared.
Workers are counted by files in a folder: a living one holds a lock on its own. A warden beside each worker,
in a session of its own, waits for the worker's end and clears, so that a killed run leaves nothing either.
"""

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from shutil import rmtree, which
from tempfile import NamedTemporaryFile, gettempdir

ROOT = Path(__file__).resolve().parent.parent
BASE = "swingbridge/base:test"
LONGEST = 600


@dataclass(frozen=True)
class DockerEngine:
    """An engine that answers, and an image with Python in it that Dockerfiles can begin with."""

    host: str
    base: str

    @property
    def variables(self) -> dict[str, str]:
        """What Docker's clients need in their environment to reach it."""
        return {"DOCKER_HOST": self.host} if self.host else {}

    def docker(self, *words: str, text: str = "", check: bool = True) -> str:
        """What a docker command prints."""
        ran = subprocess.run(
            ["docker", *words],
            env=os.environ | self.variables,
            input=text,
            capture_output=True,
            text=True,
            timeout=LONGEST,
            check=check,
        )
        return ran.stdout


class NoEngine(Exception):
    """Why there is no engine here."""


@contextmanager
def shared_engine(environ: Mapping[str, str]) -> Iterator[DockerEngine]:
    """The engine of this test run, for as long as the context lasts."""
    place = Path(gettempdir()) / f"sb-engine-{sha256(f'{ROOT} {os.getuid()}'.encode()).hexdigest()[:8]}"
    users = place.with_suffix(".users")
    with _locked(place.with_suffix(".lock")):
        engine = DockerEngine(_answering(environ) or _started(place), BASE)
        users.mkdir(mode=0o700, exist_ok=True)
        mine = NamedTemporaryFile(dir=users)  # noqa: SIM115 - it is held until the end
        fcntl.flock(mine, fcntl.LOCK_EX)
        warden = _warden(place, engine)
    try:
        with _locked(place.with_suffix(".lock")):
            _make_base(engine)
        yield engine
    finally:
        mine.close()
        warden.communicate(timeout=LONGEST)
        assert warden.returncode == 0, "the engine could not be cleared"


def _warden(place: Path, engine: DockerEngine) -> subprocess.Popen[bytes]:
    """A process whose input ends with this one."""
    argv = [sys.executable, "-m", "tests.docker_engine", str(place), engine.host]
    return subprocess.Popen(argv, cwd=ROOT, stdin=subprocess.PIPE, start_new_session=True)


def watch(place: Path, host: str) -> None:
    """Wait for a worker's end, and clear where it was the last one."""
    sys.stdin.buffer.read()
    users = place.with_suffix(".users")
    with _locked(place.with_suffix(".lock")):
        if users.exists() and not any(_lives(user) for user in users.iterdir()):
            _clear(DockerEngine(host, BASE), place, users)


@contextmanager
def _locked(file: Path) -> Iterator[None]:
    """One process at a time; the file stays, as one that is taken away would let two in."""
    with file.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _lives(user: Path) -> bool:
    with user.open() as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _answering(environ: Mapping[str, str]) -> str | None:
    """The `DOCKER_HOST` under which an engine answers, empty for the default one; nothing where none does."""
    if which("docker") is None:
        raise NoEngine("the docker command is not installed")
    asked = subprocess.run(["docker", "version"], capture_output=True, timeout=LONGEST, check=False)
    return environ.get("DOCKER_HOST", "") if asked.returncode == 0 else None


def _started(place: Path) -> str:
    started = _script("engine", "start", str(place))
    if started.returncode:
        raise NoEngine(f"no Docker engine answers, and none could be started: {started.stderr.strip()}")
    return started.stdout.strip()


def _make_base(engine: DockerEngine) -> None:
    if engine.docker("image", "ls", "--quiet", engine.base):
        return
    made = _script("base-image", engine.base, **engine.variables)
    if made.returncode:
        raise NoEngine(f"the base image could not be made: {made.stderr.strip()}")


def _script(name: str, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [ROOT / "scripts" / name, *words],
        env=os.environ | variables,
        capture_output=True,
        text=True,
        timeout=LONGEST,
        check=False,
    )


def _clear(engine: DockerEngine, place: Path, users: Path) -> None:
    """Leave nothing: neither an engine that we started nor our image in another one."""
    if place.exists():
        _script("engine", "stop", str(place)).check_returncode()
    else:
        engine.docker("image", "rm", "--force", engine.base)
    rmtree(users)


if __name__ == "__main__":
    watch(Path(sys.argv[1]), sys.argv[2])
