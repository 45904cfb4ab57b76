"""A small checkout with the real door, a lock of our own, and tools that need no network."""

import os
import shutil
import stat
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PROJECT = """
[project]
name = "small"
version = "0"
[project.optional-dependencies]
rehearsal = []
dev = []
"""
LOCK = """
version = 1
[[package]]
name = "small"
version = "0"
source = { virtual = "." }
[package.optional-dependencies]
rehearsal = []
dev = []
"""
TASKS = """
import os, sys
print("ran", *sys.argv[1:])
print("prefix", sys.prefix)
print("stdin", os.path.realpath("/dev/fd/0"))
"""
FAKE_UV = """#!/bin/sh
# Does as uv does where the door calls it, and keeps a list of the calls.
echo "$@" >>"$UV_CALLS"
case "$1 $2" in
"venv --quiet") [ ! -e "$UV_CALLS.hang" ] || sleep 60; "$4" -m venv --without-pip "$5" ;;
"export --quiet") echo "pinned==1 --hash=sha256:0" ;;
"pip install")
    cat >"$UV_CALLS.pins"
    [ ! -e "$UV_CALLS.offline" ] || { echo "error: no route to the index" >&2; exit 2; } ;;
esac
"""
SCRIPTS = ("install_locked", "locked_requirements", "make_venv")
TOOLS = ("cat", "cmp", "readlink", "sleep")


@dataclass(frozen=True)
class Checkout:
    """The folder, and the environment that its door is called in."""

    folder: Path
    environment: dict[str, str]

    def command(
        self, *words: str, door: Path | None = None, cwd: Path | None = None
    ) -> subprocess.Popen[str]:
        """Start the door."""
        pipe = subprocess.PIPE
        argv = [str(door or self.folder / "inv"), *words]
        return subprocess.Popen(
            argv, cwd=cwd, env=self.environment, stdout=pipe, stderr=pipe, text=True, start_new_session=True
        )

    def inv(
        self, *words: str, door: Path | None = None, cwd: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run the door to its end."""
        with self.command(*words, door=door, cwd=cwd) as child:
            out, err = child.communicate(timeout=60)
        return subprocess.CompletedProcess(child.args, child.returncode, out, err)

    def calls(self, first: str) -> list[str]:
        """The calls of uv that began with that word."""
        log = Path(self.environment["UV_CALLS"])
        lines = log.read_text().splitlines() if log.exists() else []
        return [line for line in lines if line.startswith(first)]

    def venvs(self) -> set[str]:
        """The folders with packages."""
        return {path.name for path in (self.folder / ".swingbridge" / "venvs").iterdir() if path.is_dir()}

    def let_uv(self, *, be: str) -> Path:
        """A file whose presence makes uv be offline, or hang."""
        switch = Path(f"{self.environment['UV_CALLS']}.{be}")
        switch.touch()
        return switch

    def change_lock(self) -> None:
        """Another lock, as after a pull."""
        with (self.folder / "uv.lock").open("a") as lock:
            lock.write("# changed\n")


def make(tmp_path: Path, *, with_uv: bool = True) -> Checkout:
    """A checkout that nobody has run anything in, with a space in its path."""
    folder, tools = tmp_path / "a checkout", tmp_path / "tools"
    (folder / "scripts").mkdir(parents=True)
    for name in ("inv", *(f"scripts/{script}.py" for script in SCRIPTS)):
        shutil.copy(ROOT / name, folder / name)
    (folder / "pyproject.toml").write_text(PROJECT)
    (folder / "uv.lock").write_text(LOCK)
    (folder / "deploy" / "tasks").mkdir(parents=True)
    (folder / "deploy" / "tasks" / "__main__.py").write_text(TASKS)
    tools.mkdir()
    for tool in TOOLS:
        (tools / tool).symlink_to(shutil.which(tool) or tool)
    if with_uv:
        (tools / "uv").write_text(FAKE_UV)
        (tools / "uv").chmod(stat.S_IRWXU)
    environment = {
        "PATH": str(tools),
        "HOME": str(tmp_path),
        "SWINGBRIDGE_PYTHON": sys.executable,
        "UV_CALLS": str(tmp_path / "calls"),
        "PIP_NO_INDEX": "1",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "LANG": os.environ.get("LANG", "C.UTF-8"),
    }
    return Checkout(folder, environment)
