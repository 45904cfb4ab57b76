"""Bare haproxy, the yardstick of the load balancer's bench, and wrk, which asks faster than our client."""

import re
import shutil
import statistics
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import NamedTemporaryFile

ROUNDS = 5
SECONDS = 2
_RATE = re.compile(r"Requests/sec:\s+([\d.]+)")


def bare_configuration(port: int, target: int) -> str:
    """Nothing but one way to one target."""
    return f"""
global
    nbthread 1
defaults
    mode http
    timeout connect 5s
    timeout client 30s
    timeout server 30s
    option http-no-delay
    http-reuse always
frontend front
    bind 127.0.0.1:{port}
    default_backend blue
backend blue
    server blue 127.0.0.1:{target}
"""


@contextmanager
def bare_haproxy(port: int, target: int) -> Iterator[bool]:
    """It runs, where its binary is found."""
    binary = shutil.which("haproxy")
    if binary is None:
        yield False
        return
    with NamedTemporaryFile("w", suffix=".cfg") as file:
        file.write(bare_configuration(port, target))
        file.flush()
        # In a session of its own, as a data plane is: Linux shares the processor out by session first.
        with subprocess.Popen([binary, "-db", "-f", file.name], start_new_session=True) as process:
            yield True
            process.terminate()


def compare_with_wrk(theirs: str, ours: str) -> str:
    """The ratio as wrk sees it, in pairs that alternate."""
    wrk = shutil.which("wrk")
    if wrk is None:
        return "wrk is not installed"
    pairs = [(_rate(wrk, theirs), _rate(wrk, ours)) for _ in range(ROUNDS)]
    ratio = statistics.median(our / their for their, our in pairs)
    return f"{ratio:.2f} with wrk ({statistics.median(our for _, our in pairs):.0f} requests/s)"


def _rate(wrk: str, address: str) -> float:
    command = [wrk, "-t1", "-c8", f"-d{SECONDS}s", f"http://{address}/work"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    match = _RATE.search(said)
    assert match is not None, said
    return float(match[1])
