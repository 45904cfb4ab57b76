"""A real pseudo-terminal: whatever ends the process, the cursor is there again."""

import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SCRIPT = """
import os, signal, sys
from deploy.connectors.clock.memory import MemoryClock
from deploy.engine.events import StepBegan
from deploy.engine.screen.opening import open_screen
environ = {"TERM": "xterm", "COLUMNS": "80", "LINES": "24"}
screen = open_screen(json=False, stdout=sys.stdout, stderr=sys.stderr, environ=environ, clock=MemoryClock())
screen.show(StepBegan(1, 1, "prepare api"))
"""
ENDS = {
    "ctrl-c": "signal.pause()",
    "exception": "raise RuntimeError('a defect')",
    "exit": "sys.exit(5)",
    "closed": "screen.close()",
}


def read_until(terminal: int, wanted: bytes) -> bytes:
    """What comes from the terminal until the text is there, or until nobody writes any more."""
    read = b""
    while wanted not in read:
        try:
            read += os.read(terminal, 4096)
        except OSError:  # how Linux says that the other side is closed
            break
    return read


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS.keys())
def test_the_cursor_comes_back(end: str) -> None:
    """Nobody closes the screen here but the process's own end, save in the last case."""
    ours, theirs = pty.openpty()
    run = subprocess.Popen([sys.executable, "-c", SCRIPT + end], cwd=ROOT, stdout=theirs, stderr=theirs)
    os.close(theirs)
    with run:
        read = read_until(ours, b"prepare api")
        if "pause" in end:
            run.send_signal(signal.SIGINT)
        read += read_until(ours, b"never written")
    os.close(ours)
    assert b"\x1b[?25l" in read
    assert b"\x1b[?25h" in read.rpartition(b"\x1b[?25l")[2]
    assert b"not seen to its end" in read
