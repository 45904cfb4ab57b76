"""One contender as a process of its own, run by the tests of rivals and zombies; not a test itself.

    python tests/engine/rival_process.py <folder> <name> <lease seconds> <turns> <pause or end>

Each turn takes the lease and sends three times: the guard, then a line in the file `sent`, which every
contender shares. In its last turn a contender may stop itself (as SIGSTOP would) or die at a chosen place.
"""

import signal
import sys
import threading
from pathlib import Path

from deploy.connectors.clock.system import SystemClock
from deploy.connectors.ledger.sqlite import SqliteLedger
from deploy.engine.journal import Author, Journal
from deploy.engine.lease import Lease
from deploy.errors import SwingbridgeError
from deploy.model.lease import Claim, LeaseRecord
from deploy.model.row import Kind


def stop_here(number: signal.Signals) -> None:
    """Stop or die at this very line; after a signal to the whole process a thread may go on for a moment."""
    signal.pthread_kill(threading.get_ident(), number)


class PausingLedger(SqliteLedger):
    """A file whose renewals stop the process right before they are sent, once that is wanted."""

    pauses = False

    def swap(self, record: LeaseRecord, expected_version: str) -> None:
        """Swap, after the pause where one is due."""
        if self.pauses:
            self.pauses = False
            stop_here(signal.SIGSTOP)
        super().swap(record, expected_version)


class Contender:
    """Takes its turns and leaves a line for everything that it sends."""

    def __init__(self, folder: Path, name: str, seconds: float, ending: str) -> None:
        self._clock = SystemClock()
        self._store = PausingLedger(folder / "ledger.db")
        self._lease = Lease(self._store, self._clock, seconds)
        self._seconds = seconds
        self._sent = folder / "sent"
        self._claim = Claim(name, "here", "contend")
        self._ending = ending

    def turn(self, *, is_last: bool) -> None:
        """Hold the lease once."""
        with self._lease.held(self._claim, wait_seconds=120.0):
            self._lease.progress(self._clock.boot() + 600)
            journal = Journal(
                self._store, lambda: self._lease.holder, self._clock, Author(self._claim.who, "x", "1")
            )
            for number in range(3):
                self._clock.sleep(0.005)
                self._at("before-guard", is_last=is_last and number == 1)
                self._lease.guard()
                self._send()
                self._at("before-append", is_last=is_last and number == 1)
                journal.write(Kind.DONE, f"send {number}")
                self._at("before-renewal", is_last=is_last and number == 1)
            self._at("before-release", is_last=is_last)

    def _send(self) -> None:
        line = f"{self._lease.holder.fence} {self._claim.who} {self._clock.boot()}\n"
        with self._sent.open("a") as file:
            file.write(line)

    def _at(self, place: str, *, is_last: bool) -> None:
        """Come to a place where this contender may have to stop or die."""
        if not is_last or self._ending not in {place, f"die-{place}"}:
            return
        if self._ending == "before-renewal":
            self._store.pauses = True
            self._clock.sleep(self._seconds)
            return
        stop_here(signal.SIGSTOP if self._ending == place else signal.SIGKILL)


def main() -> int:
    """Take all turns; the exit code is that of the error that ended them."""
    folder, name, seconds, turns, ending = sys.argv[1:]
    contender = Contender(Path(folder), name, float(seconds), ending)
    try:
        for number in range(int(turns)):
            contender.turn(is_last=number == int(turns) - 1)
    except SwingbridgeError as error:
        sys.stdout.write(f"{error.reference}: {error.why}\n")
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
