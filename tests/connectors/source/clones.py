"""Small repositories with an origin, made with real git."""

import os
import subprocess
from pathlib import Path

from deploy.bootstrap import open_processes
from deploy.connectors.clock.system import SystemClock
from deploy.connectors.source.git import GitSource


def git(folder: Path, *words: str) -> None:
    """One command of git, independent of whose machine this is."""
    own = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "PATH": os.environ["PATH"]}
    who = ("-c", "user.name=ann", "-c", "user.email=ann@example.com", "-c", "init.defaultBranch=main")
    subprocess.run(["git", *who, *words], cwd=folder, env=own, check=True, capture_output=True, timeout=30)


def origin_in(folder: Path) -> Path:
    """A repository with one commit on main, which takes pushes to it."""
    origin = folder / "origin"
    origin.mkdir()
    git(origin, "init")
    git(origin, "config", "receive.denyCurrentBranch", "ignore")
    (origin / "a").write_text("1")
    git(origin, "add", "a")
    git(origin, "commit", "--message=one")
    return origin


def clone_in(folder: Path, *words: str, name: str = "clone") -> Path:
    """A clone of it."""
    git(folder, "clone", *words, f"file://{folder / 'origin'}", name)
    return folder / name


def source_of(folder: Path) -> GitSource:
    """The folder, asked about itself."""
    return GitSource(folder, open_processes(SystemClock(), lambda: None))
