"""Nox's door: the checks of this repository itself; nothing here touches an environment.

`./inv test` runs the sessions in this order, `./inv` having installed their tools: nothing is fetched here.
"""

import subprocess
import sys
from pathlib import Path

import nox

ROOT = Path(__file__).parent
KEPT_BYTECODE = {"PYTHONDONTWRITEBYTECODE": ""}
"""Tests start hundreds of programs; each would compile the house anew where a machine keeps no bytecode."""
TESTERS = "4"
"""More than there are processors: a good part of the tests waits for processes, leases and copies."""

nox.options.default_venv_backend = "none"
nox.options.sessions = ["lint", "typing", "contracts", "workflows", "tests"]


@nox.session
def lint(session: nox.Session) -> None:
    """Style, layout and shell."""
    check(session, "ruff", "check", "--quiet")
    check(session, "ruff", "format", "--check", "--quiet")
    check(session, "shellcheck", *shell_scripts())


@nox.session
def typing(session: nox.Session) -> None:
    """Types, strictly, tests included."""
    check(session, "mypy", *session.posargs)
    with session.chdir("docker"):  # from here the folder would be taken for the library of that name
        check(session, "mypy", "--strict", "--package=stand_in")


@nox.session
def contracts(session: nox.Session) -> None:
    """Imports only point down, and rooms do not import each other."""
    check(session, "lint-imports")


@nox.session
def workflows(session: nox.Session) -> None:
    """Nothing in the workflows can be turned against us; that their lines exist is among the tests."""
    check(session, "zizmor", "--offline", "--persona=pedantic", ".github")


@nox.session
def tests(session: nox.Session) -> None:
    """Every test; takes arguments of pytest after `--`."""
    how = ["-q", "-n", TESTERS, "--dist=worksteal"]
    session.run(tool("pytest"), *how, *session.posargs, log=False, env=KEPT_BYTECODE)


@nox.session(default=False)
def coverage(session: nox.Session) -> None:
    """Which branches of `deploy` the tests reach."""
    session.run(tool("coverage"), "run", "-m", "pytest", "-q", *session.posargs, log=False)
    session.run(tool("coverage"), "report", "--skip-covered", log=False)


def check(session: nox.Session, name: str, *arguments: str) -> None:
    """Run a tool of `.venv`, quiet unless it objects."""
    session.run(tool(name), *arguments, silent=True, log=False)


def tool(name: str) -> str:
    """A tool beside the Python that runs this, whatever the PATH says."""
    return str(Path(sys.executable).with_name(name))


def shell_scripts() -> list[str]:
    """The tracked files whose first line names a shell."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)  # noqa: S607 - any git will do
    return [name for name in listed.stdout.decode().split("\0") if name and is_shell(ROOT / name)]


def is_shell(path: Path) -> bool:
    """Whether the file's first line names a shell."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        first = file.readline(80).rstrip()
    return first.startswith(b"#!") and first.endswith(b"sh")
