"""The engine of our own, and the image that it needs no registry for."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from time import monotonic, sleep

import pytest

from tests.docker_engine import DockerEngine, shared_engine

ROOT = Path(__file__).resolve().parents[2]


def engine(word: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the script."""
    argv = [str(ROOT / "scripts/engine"), word, str(folder)]
    return subprocess.run(argv, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.slow
def test_an_engine_of_our_own_answers_and_leaves_nothing_with_a_container_in_it() -> None:
    """Twice started it is the same one; stopped it leaves no process, mount, bridge or file."""
    folder = Path(mkdtemp(prefix="sbe"))
    started = engine("start", folder)
    if started.returncode:
        folder.rmdir()
        pytest.skip(started.stderr.strip())
    pid = (folder / "pid").read_text()
    mine = DockerEngine(started.stdout.strip(), "")
    try:
        again = engine("start", folder).stdout
        subprocess.run([ROOT / "scripts/base-image", "base"], env=os.environ | mine.variables, check=True)
        mine.docker("run", "--detach", "--network", "host", "base", "sleep", "600")
        bridge = _bridge(pid)
        assert bridge.exists()
    finally:
        stopped = engine("stop", folder)

    assert started.stdout == again
    assert (0, "") == (stopped.returncode, stopped.stderr)
    assert not folder.exists()
    assert not Path(f"/proc/{pid}").exists()
    assert str(folder) not in Path("/proc/mounts").read_text()
    assert not bridge.exists()


def _bridge(pid: str) -> Path:
    words = Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    return Path("/sys/class/net") / words[words.index("--bridge") + 1]


def test_stopping_what_never_ran_is_no_error(tmp_path: Path) -> None:
    """A person may clear twice."""
    assert 0 == engine("stop", tmp_path / "nothing").returncode


def test_a_wrong_word_says_how_it_is_used(tmp_path: Path) -> None:
    """With the code of a wrong call."""
    ran = engine("begin", tmp_path)

    assert 2 == ran.returncode
    assert "scripts/engine start FOLDER" in ran.stderr


def test_the_base_image_runs_the_stand_ins_words(docker_engine: DockerEngine) -> None:
    """Python with the modules that need libraries, a shell, and the commands of our Dockerfiles."""
    words = "import ctypes, hashlib, http.server, json, sqlite3, ssl, sys; print(sys.version_info >= (3, 11))"
    said = docker_engine.docker("run", "--rm", "--network", "none", docker_engine.base, "python", "-c", words)
    shell = "groupadd --gid 7 a && useradd --uid 7 --gid a a && install --directory --owner=7 /x && id -u a"
    made = docker_engine.docker("run", "--rm", "--network", "none", docker_engine.base, "sh", "-c", shell)

    assert ("True\n", "7\n") == (said, made)


def test_two_users_share_an_engine_and_the_last_one_clears(docker_engine: DockerEngine) -> None:
    """A second user's end leaves the first one's engine."""
    with shared_engine(os.environ | docker_engine.variables) as other:
        assert docker_engine == other
    assert docker_engine.docker("image", "ls", "--quiet", docker_engine.base)


KILLED_RUN = """
import os, signal, sys
from tests.docker_engine import shared_engine
with shared_engine(os.environ) as engine:
    print(engine.host, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.slow
def test_a_killed_user_leaves_no_engine(docker_engine: DockerEngine) -> None:
    """Its warden clears: here in a temporary folder of its own, where nobody else uses the engine."""
    if not docker_engine.host.startswith("unix:///tmp/sb-engine-"):
        pytest.skip("the engine that answers here is not ours to end")
    place = Path(mkdtemp(prefix="sb"))
    environ = {name: text for name, text in os.environ.items() if name != "DOCKER_HOST"}
    argv = [sys.executable, "-c", KILLED_RUN]
    ran = subprocess.run(
        argv,
        cwd=ROOT,
        env=environ | {"TMPDIR": str(place)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    deadline = monotonic() + 60
    while [entry for entry in place.iterdir() if entry.suffix != ".lock"]:
        assert monotonic() < deadline, list(place.iterdir())
        sleep(0.1)
    rmtree(place)

    assert -signal.SIGKILL == ran.returncode
    assert str(place) in ran.stdout
