"""Real copies of the stand-in on loopback, ended with the test."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from pathlib import Path
from time import monotonic, sleep
from typing import Any

FOLDER = Path(__file__).parents[2] / "docker"
PATIENCE = 20.0


@dataclass
class Copy:
    """One running copy."""

    process: subprocess.Popen[str]
    port: int
    host: str = "127.0.0.1"

    def get(self, path: str, seconds: float = PATIENCE) -> tuple[int, bytes]:
        """Status and body of one request."""
        connection = HTTPConnection(self.host, self.port, timeout=seconds)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def open(self, path: str) -> HTTPResponse:
        """The head of an answer; its body is not read."""
        connection = HTTPConnection(self.host, self.port, timeout=PATIENCE)
        try:
            connection.request("GET", path)
            return connection.getresponse()
        finally:
            connection.close()

    @property
    def answers(self) -> bool:
        """Whether it serves yet."""
        return _answers(self)

    def health(self, path: str = "/health") -> tuple[int, dict[str, Any]]:
        """Status and words of a health answer."""
        status, body = self.get(path)
        return status, json.loads(body)

    def ask_to_end(self) -> None:
        """Send SIGTERM, as a platform does."""
        self.process.send_signal(signal.SIGTERM)

    def ending(self) -> tuple[int, str]:
        """Exit code and output, once it has ended."""
        out, _ = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, out


def until(is_so: Callable[[], bool], seconds: float = PATIENCE) -> None:
    """Look again and again until it is so."""
    deadline = monotonic() + seconds
    while not is_so():
        assert monotonic() < deadline, "it never came to be so"
        sleep(0.01)


@contextmanager
def copy(*arguments: str, **variables: str) -> Iterator[Copy]:
    """A copy with these variables; it may not listen yet."""
    with socket.create_server(("127.0.0.1", 0)) as reserved:
        port = reserved.getsockname()[1]
    place = {"HOST": "127.0.0.1", "PORT": str(port), "PATH": os.environ["PATH"], "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        [sys.executable, "-m", "stand_in", *arguments],
        cwd=FOLDER,
        env={**place, "PYTHONDONTWRITEBYTECODE": "1", "SWINGBRIDGE_RELEASE": "r1", **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield Copy(process, port, variables.get("HOST", "127.0.0.1"))
    finally:
        process.kill()
        process.communicate()


@contextmanager
def serving(**variables: str) -> Iterator[Copy]:
    """A copy that answers."""
    with copy(**variables) as running:
        until(lambda: _answers(running))
        yield running


def _answers(running: Copy) -> bool:
    assert running.process.poll() is None, running.ending()
    with suppress(OSError, HTTPException):
        return running.get("/health/live")[0] == 200
    return False
