"""Tab completes tasks, options, environments and systems, in a real shell on a real terminal."""

import os
import pty
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from deploy.errors import ExitCode

ROOT = Path(__file__).parent.parent.parent
TASKS = """
from invoke import Collection, Program, task

@task
def rollback(c, env="", app="", plan=False):
    "Go back."

Program(namespace=Collection(rollback), name="inv").run()
"""
BASH = shutil.which("bash") or ""
Typed = Callable[[str, str], str]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with one task, two systems and two environments, and spaces in its path."""
    folder = tmp_path / "it's a checkout"
    for made in ("scripts", "deploy/tasks", "apps/shop", "apps/web", ".venv/bin"):
        (folder / made).mkdir(parents=True)
    shutil.copy(ROOT / "scripts" / "completion", folder / "scripts")
    shutil.copy(ROOT / "inv", folder)
    (folder / "deploy" / "tasks" / "__main__.py").write_text(TASKS)
    (folder / ".venv" / "bin" / "python").write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    (folder / ".venv" / "bin" / "python").chmod(0o700)
    for name in ("shop/app", "shop/staging", "web/app", "web/production"):
        (folder / "apps" / f"{name}.toml").touch()
    return folder


@pytest.fixture
def typed(checkout: Path) -> Iterator[Typed]:
    """Type keys into an interactive bash, and read until it shows the wanted text."""
    if not BASH:
        pytest.skip("no bash found; it is the shell that is typed into")
    child, terminal = pty.fork()
    if child == 0:
        try:
            os.chdir(checkout)
            os.environ.update(PS1="", TERM="dumb", INPUTRC="/dev/null", HISTFILE="")
            os.execv(BASH, [BASH, "--norc", "--noprofile", "-i"])  # noqa: S606 - the shell is what is tested
        finally:
            os._exit(127)  # a copy of this process must not go on with the tests

    def type_until(keys: str, wanted: str) -> str:
        os.write(terminal, keys.encode())
        shown, end = "", time.monotonic() + 10
        while wanted not in shown and select.select([terminal], [], [], max(0.0, end - time.monotonic()))[0]:
            shown += os.read(terminal, 4096).decode()
        return shown

    type_until('eval "$(scripts/completion bash)"; echo rea""dy\n', "ready")
    yield type_until
    os.kill(child, signal.SIGKILL)
    os.close(terminal)
    os.waitpid(child, 0)


def answer(checkout: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """What the script of a checkout says."""
    argv = [str(checkout / "scripts" / "completion"), *words]
    return subprocess.run(argv, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("keys", "wanted"),
    [
        ("./inv roll\t", "./inv rollback"),
        ("./inv rollback --pl\t", "--plan"),
        ("./inv rollback --env=st\t", "--env=staging"),
        ("./inv rollback --env prod\t", "--env production"),
        ("./inv rollback --app=sh\t", "--app=shop"),
        ("./inv rollback --plan --app w\t", "--app web"),
    ],
)
def test_tab_completes_in_bash(typed: Typed, keys: str, wanted: str) -> None:
    """The line on the terminal becomes the whole word."""
    assert wanted in typed(keys, wanted)


def test_candidates_are_the_folders_and_files_of_apps(checkout: Path) -> None:
    """What is the same everywhere, `app.toml`, is no environment."""
    printed = answer(checkout, "words", "inv rollback --env=").stdout

    assert "--env=production\n--env=staging\n" == printed


def test_completing_never_installs(checkout: Path) -> None:
    """A key press in a fresh checkout has no candidates, and no consequences."""
    shutil.rmtree(checkout / ".venv")

    printed = answer(checkout, "words", "inv roll")

    assert ("", "") == (printed.stdout, printed.stderr)
    assert not (checkout / ".venv").exists()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_what_is_printed_is_a_script_of_that_shell(shell: str) -> None:
    """The shells that are installed here read it without complaint."""
    printed = subprocess.run(
        [ROOT / "scripts" / "completion", shell], capture_output=True, text=True, check=True
    )

    if found := shutil.which(shell):
        checked = subprocess.run(
            [found, "-n"], input=printed.stdout, capture_output=True, text=True, check=False
        )
        assert (0, "") == (checked.returncode, checked.stderr)
    assert "inv invoke" in printed.stdout.replace(" --command", "")


def test_other_shells_are_a_usage_error() -> None:
    """The usage says what to put where."""
    done = subprocess.run(
        [ROOT / "scripts" / "completion", "tcsh"], capture_output=True, text=True, check=False
    )

    assert (ExitCode.USAGE, "") == (done.returncode, done.stdout)
    assert "~/.bashrc" in done.stderr
