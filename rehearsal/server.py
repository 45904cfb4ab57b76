"""The server process: builds the plane and its parts, opens the port, and ends in order."""

import fcntl
import logging
import os
import signal
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from typing import TextIO

from rehearsal.control.application import Application
from rehearsal.control.hooks.table import install_hooks
from rehearsal.control.plane import ControlPlane, Place
from rehearsal.control.reconciler import Reconciler
from rehearsal.control.reset import forget_instances, reset_records
from rehearsal.control.transport import Server
from rehearsal.faults.actions import register_actions
from rehearsal.faults.book import FaultBook
from rehearsal.faults.stale import Past
from rehearsal.parts import make_parts
from rehearsal.requests.log import RequestLog
from rehearsal.state.file import (
    HIGHEST_PORT,
    LOCK,
    LOG,
    PORT,
    REQUESTS,
    STATE,
    State,
    make_folder,
    write_private,
    write_state,
)
from rehearsal.state.records import forget, load, save

logger = logging.getLogger(__name__)
SAVE_EVERY = 60.0
LOOK_EVERY = 0.05
# How long the port may take to notice that it has to close.
PORT_PAUSE = 0.1
# A look at the lock by somebody's `status` is over at once; another server stays.
CLAIM_TRIES = 50


class Rehearsal:
    """One running rehearsal; `serve` returns when it is told to end."""

    def __init__(self, place: Place, port: int = 0) -> None:
        make_folder(place.folder)
        self._lock = _claim(place)
        self._plane = ControlPlane(place)
        self._faults = FaultBook()
        self._log = RequestLog(place.folder / REQUESTS)
        self._plane.newest_calls = self._log.newest
        self._past = Past(self._plane, self._faults)
        self._application = Application(self._plane, self._faults, self._log, self._past)
        self._server = _opened(self._application, place, port)
        self._plane.endpoint = f"http://127.0.0.1:{self._server.port}"
        self._told_to_end = False
        self._saved_calls = 0
        self._last_save = monotonic()

    def serve(self, when_ready: Callable[[], None]) -> None:
        """Serve until SIGTERM, SIGINT or the stop command."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._end())
        self._open()
        reconciler = Reconciler(self._plane, (self._past.tick, self._save_now_and_then))
        reconciler.start()
        Thread(target=self._server.serve_forever, args=(PORT_PAUSE,), name="port", daemon=True).start()
        try:
            self._make_known()
            when_ready()
            # Looked at again and again: a signal that the kernel gives to another thread wakes nobody here.
            while not self._told_to_end:
                sleep(LOOK_EVERY)
        finally:
            reconciler.stop()
            self._close()

    def _end(self) -> None:
        """Let `serve` return. Only a flag: a signal's handler may interrupt anything, a lock's holder too."""
        self._told_to_end = True

    def _open(self) -> None:
        """Take back what was saved and start the parts."""
        install_hooks(self._plane)
        private = self._application.private
        private.commands |= {"save": self._save, "reset": self._reset, "stop": self._end}
        private.on_change = self._past.tick
        register_actions(self._plane)
        for part in make_parts():
            self._plane.add_part(part)
        with self._plane.lock, ExitStack() as started:
            load(self._plane)
            for part in self._plane.parts:
                part.start(self._plane)
                started.callback(part.stop)
            started.pop_all()

    def _close(self) -> None:
        """Save and end everything; what cannot be saved (a full disk) must not keep a process alive."""
        self._server.shutdown()
        self._server.server_close()
        with self._plane.lock, ExitStack() as ending:
            ending.callback((self._plane.folder / STATE).unlink, missing_ok=True)
            ending.callback(self._log.close)
            for part in self._plane.parts:
                ending.callback(part.stop)
            self._save()

    def _make_known(self) -> None:
        plane = self._plane
        state = State(
            pid=os.getpid(),
            endpoint=plane.endpoint,
            account=plane.account,
            region=plane.region,
            log=str(plane.folder / LOG),
            requests=str(self._log.path),
            addresses=dict(plane.addresses),
            runtime=plane.runtime,
        )
        write_state(plane.folder, state)
        logger.info("ready at %s", plane.endpoint)

    def _save(self) -> object:
        with self._plane.lock:
            lost = save(self._plane)
        self._saved_calls, self._last_save = self._log.written, monotonic()
        return {"lost": lost}

    def _save_now_and_then(self) -> None:
        """Save once a minute where something was called since, so that a kill costs little."""
        if monotonic() - self._last_save <= SAVE_EVERY:
            return
        self._last_save = monotonic()
        with self._plane.lock:
            forget_instances()
        if self._log.written != self._saved_calls:
            self._save()

    def _reset(self) -> object:
        with self._plane.lock:
            for part in reversed(self._plane.parts):
                part.stop()
            reset_records()
            forget(self._plane.folder)
            self._faults.clear()
            for part in self._plane.parts:
                part.start(self._plane)
        self._make_known()
        return {}


def _opened(application: Application, place: Place, port: int) -> Server:
    """Open the asked port, else the one this folder had before, so that exported variables stay true."""
    remembered = place.folder / PORT
    try:
        server = Server(application, port or _before(remembered))
    except OSError as error:
        if port:
            raise OSError(f"port {port}: {error.strerror}") from error
        server = Server(application)
    write_private(remembered, str(server.port).encode())
    return server


def _before(remembered: Path) -> int:
    """The port of last time; any where there is none, or what a full disk left of one."""
    said = remembered.read_text(encoding="ascii", errors="replace") if remembered.exists() else ""
    return int(said) if said.isdecimal() and int(said) <= HIGHEST_PORT else 0


def _claim(place: Place) -> TextIO:
    """Hold the folder's lock for as long as this process lives."""
    lock = (place.folder / LOCK).open("w")
    for _ in range(CLAIM_TRIES):
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sleep(LOOK_EVERY)
        else:
            return lock
    raise RuntimeError(f"another server holds {place.folder}")
