"""One child process: how it starts, how its output is read, how it ends with everybody it started."""

import os
import selectors
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO

from deploy.connectors.clock.port import Clock
from deploy.connectors.process.port import Command

_SHIM = str(Path(__file__).with_name("shim.py"))
_CHUNK = 65_536
_LOOK_SECONDS = 0.1
_TERM_SECONDS = 2.0
Feed = Callable[[bytes], None]


class NotStarted(Exception):
    """The system did not start the program; says why."""


class Child:
    """A program in a session of its own; `end` leaves nobody of it behind."""

    def __init__(self, program: str, command: Command, environ: Mapping[str, str], clock: Clock) -> None:
        self._clock = clock
        self._grace_seconds = command.grace_seconds
        self._selector = selectors.DefaultSelector()
        self._process = _start(program, command, environ)
        self._pidfd = os.pidfd_open(self._process.pid) if hasattr(os, "pidfd_open") else None
        if self._pidfd is not None:
            self._selector.register(self._pidfd, selectors.EVENT_READ)

    @property
    def pid(self) -> int:
        """The number of the process, of its session and of its group."""
        return self._process.pid

    @property
    def is_over(self) -> bool:
        """Whether it ended; where the system allows, it is not reaped yet, so its number is nobody else's."""
        if not hasattr(os, "waitid"):  # macOS, before Python 3.13
            return self._process.poll() is not None
        return os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None

    def feeds(self, out: Feed, err: Feed) -> None:
        """Say who takes the two outputs."""
        for stream, feed in ((self._process.stdout, out), (self._process.stderr, err)):
            assert stream is not None  # noqa: S101 - for the type checker: both were asked for
            self._selector.register(stream, selectors.EVENT_READ, feed)

    def pump(self, seconds: float = _LOOK_SECONDS) -> bool:
        """Hand on what the child printed, waiting for it that long; whether it printed anything."""
        has_printed = False
        for key, _ in self._selector.select(seconds):
            if key.data is None:
                continue
            chunk = os.read(key.fd, _CHUNK)
            if chunk:
                has_printed = True
                self._hand_on(key.data, chunk)
            else:
                self._selector.unregister(key.fileobj)
        return has_printed

    def stop(self) -> None:
        """Interrupt it once, and end it less gently if that does not help in time."""
        for number, seconds in ((signal.SIGINT, self._grace_seconds), (signal.SIGTERM, _TERM_SECONDS)):
            if not self.is_over:
                self._signal(number)
                self._pump_until(lambda: self.is_over, seconds)

    def end(self) -> int:
        """End whoever is left of the group, read the last output, and take the exit code."""
        if not self.is_over:
            self._signal(signal.SIGKILL)
            self._pump_until(lambda: self.is_over, _TERM_SECONDS)
        if self._pidfd is not None:
            self._selector.unregister(self._pidfd)
        self._pump_until(self._has_no_writer, _LOOK_SECONDS)
        if not self._has_no_writer():  # it left somebody behind who still holds its outputs
            self._signal(signal.SIGTERM)
            self._pump_until(self._has_no_writer, _TERM_SECONDS)
        self._signal(signal.SIGKILL)
        self._pump_until(self._has_no_writer, _TERM_SECONDS)
        return self._process.wait()

    def close(self) -> None:
        """Give back what the system lent."""
        self._selector.close()
        for stream in (self._process.stdout, self._process.stderr):
            if stream is not None:
                stream.close()
        if self._pidfd is not None:
            os.close(self._pidfd)

    def _hand_on(self, feed: Feed, chunk: bytes) -> None:
        """Hand a chunk on; who fails once gets no more, or ending the child would fail just so."""
        try:
            feed(chunk)
        except BaseException:
            for key in list(self._selector.get_map().values()):
                if key.data is not None:
                    self._selector.modify(key.fileobj, selectors.EVENT_READ, _drop)
            raise

    def _has_no_writer(self) -> bool:
        """Whether both outputs were closed by everybody who could write to them."""
        return all(key.data is None for key in self._selector.get_map().values())

    def _pump_until(self, is_so: Callable[[], bool], seconds: float) -> None:
        end = self._clock.boot() + seconds
        while not is_so() and self._clock.boot() < end:
            self.pump(min(seconds, _LOOK_SECONDS))

    def _signal(self, number: int) -> None:
        try:
            os.killpg(self.pid, number)
        except (ProcessLookupError, PermissionError):  # macOS: a group of which only the dead leader is left
            return


def _drop(_chunk: bytes) -> None:
    """Take a chunk and do nothing with it."""


def _start(program: str, command: Command, environ: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start the shim, give it the secret, and wait until it has become the program."""
    news, bad_news = os.pipe()
    with os.fdopen(news, "rb") as news_file, os.fdopen(bad_news, "wb") as bad_news_file:
        shim = (sys.executable, "-I", "-S", _SHIM, str(os.getpid()), str(bad_news))
        with _stdin(command) as stdin:
            try:
                process = subprocess.Popen(
                    [*shim, program, *command.argv[1:]],
                    cwd=command.cwd,
                    env=dict(environ),
                    stdin=stdin,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    start_new_session=True,
                    pass_fds=[bad_news],
                )
            except OSError as error:
                raise NotStarted(f"{error.strerror}: {error.filename}") from error
        bad_news_file.close()
        number = news_file.read()
    if number:
        process.communicate()  # the shim ended; this reaps it
        raise NotStarted(os.strerror(int(number)))
    return process


def _stdin(command: Command) -> IO[bytes]:
    """Nothing to read, or the secret; a pipe holds it, so it is on no disk and in no list of arguments."""
    if command.stdin_secret is None:
        return Path(os.devnull).open("rb")
    read_end, write_end = os.pipe()
    os.set_blocking(write_end, False)
    value = command.stdin_secret.reveal().encode()
    with os.fdopen(write_end, "wb", buffering=0) as writer:
        written = writer.write(value)
    if written != len(value):
        os.close(read_end)
        raise ValueError(f"a secret of {len(value)} bytes does not fit into a pipe")
    return os.fdopen(read_end, "rb")
