"""One process of haproxy: its start, its admin socket, its log and its end."""

import asyncio
import fcntl
import os
import signal
import socket
import subprocess
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from rehearsal.balancer.haproxy.doors import in_memory
from rehearsal.balancer.haproxy.found import Binaries

_PROMPT = b"\n> "
_ANSWER_LIMIT = 64 * 1024 * 1024
_START_SECONDS = 10.0
_ANSWER_SECONDS = 10.0
_LOOK_SECONDS = 0.02
_READ = 256 * 1024
# So that a burst of lines finds room while we are busy.
_PIPE_SIZE = 1024 * 1024

OnLine = Callable[[bytes], None]


class Refused(Exception):
    """haproxy did not take a configuration, or did not answer in time."""


class Program:
    """A running haproxy."""

    def __init__(self, process: "subprocess.Popen[bytes]", log: int, on_line: OnLine) -> None:
        self._process = process
        self._log = log
        self._on_line = on_line
        self._rest = b""
        self._reader: asyncio.StreamReader
        self._writer: asyncio.StreamWriter
        asyncio.get_running_loop().add_reader(log, self._read_log)

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Whether it has not ended yet."""
        return self._process.poll() is None

    @property
    def exit_code(self) -> int | None:
        """How it ended: negative by a signal."""
        return self._process.poll()

    async def connect(self, path: str) -> None:
        """Open the admin socket for good; haproxy answers as soon as it takes requests."""
        self._reader, self._writer = await asyncio.open_unix_connection(path, limit=_ANSWER_LIMIT)
        self._writer.write(b"prompt\n")
        answer = asyncio.ensure_future(self._answer())
        while not answer.done() and self.is_running:
            await asyncio.wait([answer], timeout=_LOOK_SECONDS)
        if not answer.done():
            answer.cancel()
            raise Refused("haproxy ended at once")
        await answer
        await self.ask(["experimental-mode on"])  # what `set var` wants, on this connection

    async def _answer(self) -> str:
        answer = await self._reader.readuntil(_PROMPT)
        return answer.removesuffix(_PROMPT).decode()

    async def ask(self, commands: Sequence[str]) -> list[str]:
        """Give commands, one a line, in one piece; the answers, or nothing from a process that is gone."""
        try:
            async with asyncio.timeout(_ANSWER_SECONDS):
                self._writer.write("".join(f"{one}\n" for one in commands).encode())
                return [await self._answer() for _ in commands]
        except TimeoutError:
            self.kill()  # its later answers would be taken for those to other questions
        except (OSError, asyncio.IncompleteReadError):
            pass
        return []

    def retire(self) -> None:
        """Take no new connections, and end after the open ones."""
        with suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGUSR1)

    def hang_up(self) -> None:
        """Close the admin socket, the last thing that keeps a retired process."""
        self._writer.close()

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()
        self._process.wait()

    def _read_log(self) -> None:
        data = os.read(self._log, _READ)
        if not data:
            asyncio.get_running_loop().remove_reader(self._log)
            os.close(self._log)
            return
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            self._on_line(line)


async def launch(
    binaries: Binaries,
    text_for: Callable[[int, int], str],
    descriptors: Callable[[], Iterable[int]],
    on_line: OnLine,
) -> Program:
    """Start haproxy on a text made for an admin socket and a log; `Refused` where it does not come up."""
    hears, tells = os.pipe()
    with suppress(OSError):
        fcntl.fcntl(tells, fcntl.F_SETPIPE_SZ, _PIPE_SIZE)
    # The socket needs a name only until both sides have it.
    with TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as admin:
        path = str(Path(folder) / "admin")
        admin.bind(path)
        admin.listen()
        configuration = in_memory("configuration", text_for(admin.fileno(), tells).encode())
        inherited = [*descriptors(), configuration, admin.fileno(), tells]
        program = Program(_started(binaries, configuration, inherited), hears, on_line)
        try:
            async with asyncio.timeout(_START_SECONDS):
                await program.connect(path)
        except (Refused, TimeoutError, OSError, asyncio.IncompleteReadError):
            program.kill()
            raise Refused(_said(binaries, configuration, inherited)) from None
        finally:
            os.close(configuration)
            os.close(tells)
    return program


def _started(binaries: Binaries, configuration: int, inherited: Sequence[int]) -> "subprocess.Popen[bytes]":
    command = binaries.command(configuration)
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, pass_fds=inherited)


def _said(binaries: Binaries, configuration: int, inherited: Sequence[int]) -> str:
    said = subprocess.run(
        binaries.checking(configuration), capture_output=True, text=True, check=False, pass_fds=inherited
    )
    return f"haproxy refused its configuration: {said.stderr.strip()[-2000:]}"
