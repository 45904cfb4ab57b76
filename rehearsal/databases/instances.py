"""The servers behind RDS instances: which instance has which server, and the work that is done on them."""

import hashlib
import logging
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Lock
from uuid import uuid4

from rehearsal.databases.addresses import free_address
from rehearsal.databases.binaries import PostgresTools
from rehearsal.databases.postgres import Postgres, own_folder

logger = logging.getLogger(__name__)
WORKERS = 4
NETWORK = "127.79"
Then = Callable[[bool], None]
Piece = tuple[Callable[[], None], Then]


@dataclass(slots=True)
class Server:
    """What is known of one server; plain data, so that it can be saved."""

    number: str
    address: str
    port: int
    # PostgreSQL: the copy that a recovery to a point in time begins with.
    base: str = ""
    # Redis: its password.
    password: str = ""


@dataclass(slots=True)
class Known:
    """Servers by ARN of their instance, copies by ARN of their snapshot."""

    servers: dict[str, Server] = field(default_factory=dict)
    copies: dict[str, str] = field(default_factory=dict)


def home_of(folder: Path, kind: str = "databases") -> Path:
    """Where the data of a rehearsal's databases or caches lies.

    Not in its folder: that is closed to the unprivileged user that runs PostgreSQL for root, and its path may
    be too long for a socket.
    """
    return Path("/var/tmp") / f"swingbridge-{kind}-{hashlib.sha256(str(folder).encode()).hexdigest()[:12]}"  # noqa: S108


class Instances:
    """Runs the work on servers on threads of its own, one piece at a time for each server."""

    def __init__(self, tools: PostgresTools, home: Path, known: Known) -> None:
        self.tools = tools
        self.home = home
        self.known = known
        own_folder(home, tools.account)
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="database")
        self._locks: dict[str, Lock] = {}
        self._waiting: dict[str, SimpleQueue[Piece]] = {}
        self._done: SimpleQueue[Callable[[], None]] = SimpleQueue()

    def assign(self, arn: str, port: int) -> Server:
        """Give an instance a server of its own, at a free loopback address and the port it asked for."""
        taken = {server.address for server in self.known.servers.values()}
        self.known.servers[arn] = Server(uuid4().hex[:12], free_address(NETWORK, port, taken), port)
        return self.known.servers[arn]

    def server(self, arn: str) -> Postgres | None:
        """The server of an instance."""
        known = self.known.servers.get(arn)
        return self._postgres(known) if known else None

    def begin(self, arn: str, work: Callable[[Postgres], None], then: Then) -> None:
        """Do work on a server in the background; `then` runs in a later tick, told whether it went well."""
        known = self.known.servers[arn]
        waiting = self._waiting.setdefault(known.number, SimpleQueue())
        waiting.put((partial(work, self._postgres(known)), then))
        self._pool.submit(self._work, self._locks.setdefault(known.number, Lock()), waiting)

    def finish(self) -> None:
        """Tell what came of finished work; the plane's lock is held."""
        while True:
            try:
                done = self._done.get_nowait()
            except Empty:
                return
            done()

    def copy_folder(self, name: str) -> Path:
        """Where a copy lies."""
        return self.home / f"copy-{name}"

    def template(self) -> Path:
        """The empty server that all others begin as."""
        return self.home / f"template-{self.tools.major}"

    def remove(self, arn: str) -> None:
        """Remove a server once everything before is done, and the copy that only its recovery needed.

        Its ARN is free at once: the next instance of that name has a server of its own.
        """
        base = self.known.servers[arn].base
        self.begin(arn, Postgres.remove, lambda _: self.remove_copy(base))
        del self.known.servers[arn]

    def remove_copy(self, name: str) -> None:
        """Remove a copy, unless a snapshot stands on it or a server's recovery begins with it."""
        begins = (server.base for server in self.known.servers.values())
        if name and name not in {*self.known.copies.values(), *begins}:
            shutil.rmtree(self.copy_folder(name), ignore_errors=True)

    def clear_unknown(self) -> None:
        """Remove every server and copy that a killed rehearsal left and no record knows."""
        numbers = {server.number for server in self.known.servers.values()}
        copies = {*self.known.copies.values(), *(server.base for server in self.known.servers.values())}
        kept = numbers | {self.copy_folder(copy).name for copy in copies}
        for folder in self.home.iterdir():
            if folder.name not in kept and not folder.name.startswith("template-"):
                Postgres(self.tools, folder, "", 0).remove()

    def stop(self) -> None:
        """Finish what was begun and stop every server; where none is left, leave no folder either."""
        for arn in self.known.servers:
            self.begin(arn, Postgres.stop, lambda _: None)
        self._pool.shutdown(wait=True)
        self.finish()
        if not self.known.servers and not self.known.copies:
            shutil.rmtree(self.home, ignore_errors=True)

    def _postgres(self, known: Server) -> Postgres:
        return Postgres(self.tools, self.home / known.number, known.address, known.port)

    def _work(self, lock: Lock, waiting: "SimpleQueue[Piece]") -> None:
        """Do the next piece of a server's work: in order, and one at a time."""
        with lock:
            work, then = waiting.get()
            try:
                work()
            except Exception:  # the thread's door: the instance says that it failed
                logger.exception("work on a database failed")
                self._done.put(partial(then, False))  # noqa: FBT003 - whether it went well
            else:
                self._done.put(partial(then, True))  # noqa: FBT003 - as above
