"""One Redis server on disk: started, stopped and removed."""

import os
import shutil
import signal
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

from rehearsal.databases.binaries import Account, run_as
from rehearsal.databases.postgres import own_folder

GONE_WITHIN = 10.0


@dataclass(frozen=True, slots=True)
class Redis:
    """A server in `folder`, answering at `address` and `port`."""

    program: Path
    account: Account
    folder: Path
    address: str
    port: int

    def start(self, password: str = "") -> None:
        """Start it, unless it runs; what it holds is kept in an append-only file."""
        if self.pid:
            return
        own_folder(self.folder, self.account)
        lines = {
            "bind": self.address,
            "port": str(self.port),
            "dir": f'"{self.folder}"',
            "daemonize": "yes",
            "pidfile": f'"{self.folder}/pid"',
            "logfile": f'"{self.folder}/log"',
            "appendonly": "yes",
            "save": '""',
        }
        if password:
            lines["requirepass"] = f'"{password}"'
        # Given by standard input: arguments can be read by others.
        run_as(self.account, [str(self.program), "-"], "".join(f"{k} {v}\n" for k, v in lines.items()))

    def stop(self) -> None:
        """Stop it and wait until it is gone; one that will not go (it cannot write) is killed."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            pid = self.pid
            if not pid:
                return
            with suppress(ProcessLookupError):
                os.kill(pid, number)
            self._wait()

    def _wait(self) -> None:
        deadline = monotonic() + GONE_WITHIN
        while self.pid and monotonic() < deadline:
            sleep(0.01)

    def remove(self) -> None:
        """Stop it and remove everything of it."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def pid(self) -> int:
        """Its process, or 0; a number that was given to another program by now is not taken for it."""
        try:
            pid = int((self.folder / "pid").read_text(encoding="ascii"))
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
        except (OSError, ValueError):
            return 0
        return pid if self.program.name.encode() in command else 0
