"""Programs of our own under the names of real ones, run by the real runner of programs."""

import os
import sys
from pathlib import Path

from deploy.connectors.clock.system import SystemClock
from deploy.connectors.process.runner import ChildRunner, Surroundings
from deploy.model.secret import Redaction


def program(folder: Path, name: str, text: str) -> ChildRunner:
    """A runner that finds a program of that name, which is this Python text."""
    folder.mkdir(exist_ok=True)
    path, python = folder / name, folder / "python-of-tests"
    if not python.exists():  # the line after #! can hold no space, which the path of a Python may
        python.symlink_to(sys.executable)
    path.write_text(f"#!{python} -I\n{text}")
    path.chmod(0o755)
    environ = {"PATH": f"{folder}:{os.environ['PATH']}", "COSIGN_PASSWORD": "not let through"}
    return ChildRunner(Surroundings(SystemClock(), environ, lambda: None, lambda: Redaction.of([])))
