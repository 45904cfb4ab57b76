"""Works a queue that is never empty: one job at a time, and after SIGTERM no new one."""

import os
import signal
import sys
import tempfile
from pathlib import Path
from threading import Event

from stand_in.identity import Fault, Identity, seconds


def heartbeat() -> Path:
    """The file that a living worker touches before each job."""
    return Path(os.environ.get("STAND_IN_HEARTBEAT") or Path(tempfile.gettempdir()) / "stand-in-heartbeat")


def work(identity: Identity) -> int:
    """Work until SIGTERM or SIGINT; the job under way is finished."""
    if identity.fault is Fault.BROKEN:
        print(f"release {identity.release} is broken on request", file=sys.stderr, flush=True)  # noqa: T201 - its log
        return 1
    asked_to_end, done = Event(), 0
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: asked_to_end.set())
    print(f"{identity.system} {identity.release} works", flush=True)  # noqa: T201 - its log
    while not asked_to_end.is_set():
        heartbeat().touch()
        _job(seconds("STAND_IN_JOB_SECONDS", 0.2))
        done += 1
    print(f"{identity.system} {identity.release} ended after {done} whole jobs", flush=True)  # noqa: T201 - its log
    return 0


def _job(length: float) -> None:
    """One job; a signal does not cut it short."""
    Event().wait(length)
