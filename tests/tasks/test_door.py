"""The program behind `./inv`, where its reader leaves early."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_a_reader_who_has_seen_enough_of_the_list_is_no_error() -> None:
    """`./inv --list | head` ends without a traceback."""
    listing = [sys.executable, "-m", "deploy.tasks", "--list"]
    run = subprocess.Popen(listing, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert run.stdout is not None
    run.stdout.close()
    _, told = run.communicate(timeout=60)

    assert "" == told
    assert 0 == run.returncode
