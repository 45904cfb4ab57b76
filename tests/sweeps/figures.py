"""What a bench prints of a part of its sweep; it ends with 1 where anything is wrong."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def lines_of(bench: str, *words: str) -> list[str]:
    """The lines of a bench that has to end well."""
    done = subprocess.run(
        [sys.executable, "-m", f"bench.{bench}", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert (0, "") == (done.returncode, done.stderr), done.stdout
    return done.stdout.splitlines()
