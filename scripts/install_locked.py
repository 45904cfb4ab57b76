"""Make a virtual environment with the packages of uv.lock: with uv where it is installed, else with pip."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Protocol

ROOT = Path(__file__).resolve().parent.parent


class Run(Protocol):
    """A way to run a tool."""

    def __call__(self, *argv: str, text: bytes = b"") -> bytes:
        """Run the tool with that text as its input, and answer what it prints."""
        ...


def install(venv: Path, extras: list[str], mutex: int) -> None:
    """Make the environment; each package is checked against its hash in the lock.

    The tools inherit the mutex: should this process be killed, nobody begins before they are gone too.
    """

    def run(*argv: str, text: bytes = b"") -> bytes:
        done = subprocess.run(argv, cwd=ROOT, input=text, capture_output=True, check=True, pass_fds=[mutex])
        return done.stdout

    way = with_uv if shutil.which("uv") else with_pip
    way(run, venv, extras)


def with_uv(run: Run, venv: Path, extras: list[str]) -> None:
    """Not `uv sync`: it wants an address for each file, and our lock holds none."""
    run("uv", "venv", "--quiet", "--python", sys.executable, str(venv))
    wanted = [word for extra in extras for word in ("--extra", extra)]
    pins = run("uv", "export", "--quiet", "--frozen", "--no-emit-project", "--no-header", *wanted)
    into = ("--python", str(venv / "bin" / "python"))
    run("uv", "pip", "install", "--quiet", *into, "--require-hashes", "-r", "-", text=pins)


def with_pip(run: Run, venv: Path, extras: list[str]) -> None:
    """The new environment brings its own pip; the lock names every package, so no other is looked for."""
    python, pins = str(venv / "bin" / "python"), venv / "requirements.txt"
    run(sys.executable, "-m", "venv", str(venv))
    pins.write_bytes(run(python, "-I", "scripts/locked_requirements.py", *extras))
    run(python, "-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes", "-r", str(pins))
