"""Containers as processes of this machine: own loopback address, own session, ended with the server."""

import logging
import os
import shlex
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from time import monotonic

from rehearsal.ecs.runtime.addresses import Addresses
from rehearsal.ecs.runtime.bundle import Bundle, Bundles
from rehearsal.ecs.runtime.notes import Notes
from rehearsal.ecs.runtime.output import Pump, Tape
from rehearsal.ecs.runtime.port import Check, Condition, Launch, Line
from rehearsal.ecs.runtime.pull import PullError

logger = logging.getLogger(__name__)
SIGNALLED = 128
GRACE = 2.0
# A child of a killed server dies with it; `setpriv` arms that before the program starts.
LEASH = ("--pdeathsig", "KILL", "--")


@dataclass(slots=True)
class _Checking:
    """A health check command under way."""

    process: subprocess.Popen[bytes]
    deadline: float


class ProcessHandle:
    """One container as a process; until it was started it is only a promise."""

    def __init__(self, launch: Launch, notes: Notes) -> None:
        self.launch = launch
        self.tape = Tape()
        self.digest = ""
        self.reason = ""
        self.remark = ""
        self._notes = notes
        self._process: subprocess.Popen[bytes] | None = None
        self._folder: Path | None = None
        self._environment: dict[str, str] = {}
        self._doomed = False
        self._checking: _Checking | None = None

    @property
    def condition(self) -> Condition:
        """Where the container is in its life."""
        if self.reason:
            return Condition.FAILED
        if self._process is None:
            return Condition.STARTING
        return Condition.RUNNING if self._process.poll() is None else Condition.EXITED

    @property
    def exit_code(self) -> int | None:
        """The exit code as a container engine counts it."""
        code = self._process.poll() if self._process else None
        return SIGNALLED - code if code is not None and code < 0 else code

    @property
    def runtime_id(self) -> str:
        """The process id."""
        return f"process-{self._process.pid}" if self._process else ""

    @property
    def address(self) -> str:
        """The loopback address of the task."""
        return self.launch.address

    def run(self, bundle: Bundle, pump: Pump) -> None:
        """Start the process; called on the launcher's thread, which outlives it."""
        if self._doomed:
            self.reason = "stopped before it was started"
            return
        self.digest, self._folder = bundle.digest, bundle.folder / bundle.working_directory
        self._environment = _environment(self.launch, bundle)
        try:
            self._process = subprocess.Popen(
                [*_leash(), *_command(self.launch, bundle)],
                cwd=self._folder,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        except OSError as error:
            self.reason = f"CannotStartContainerError: {error}"
            return
        assert self._process.stdout is not None  # noqa: S101 - it was asked for above
        self._notes.add(self._process.pid)
        pump.add(os.dup(self._process.stdout.fileno()), self.tape)
        self._process.stdout.close()

    def terminate(self) -> None:
        """Send SIGTERM to the process alone, as a container engine does to its first process."""
        self._doomed = True
        if self._process and self._process.poll() is None:
            self._process.terminate()

    def kill(self) -> None:
        """Send SIGKILL to the process and to all that it started in its session."""
        self._doomed = True
        if self._process:
            _kill_group(self._process.pid)

    def freeze(self) -> None:
        """Send SIGSTOP."""
        if self._process and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGSTOP)

    def lines(self) -> list[Line]:
        """Hand over the output since the last call."""
        return self.tape.take()

    def check(self, command: Sequence[str], timeout: float) -> None:
        """Begin a health check in the folder and environment of the container."""
        process = subprocess.Popen(
            [*_leash(), *command],
            cwd=self._folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._checking = _Checking(process, monotonic() + timeout)

    def checked(self) -> Check | None:
        """Say what became of the health check."""
        checking = self._checking
        if checking is None:
            return None
        code = checking.process.poll()
        if code is None and monotonic() < checking.deadline:
            return Check.RUNNING
        if code is None:
            _kill_group(checking.process.pid)
            checking.process.wait()
        self._checking = None
        return Check.PASSED if code == 0 else Check.FAILED

    def forget(self) -> None:
        """Clear what is left of an ended process."""
        if self._checking:
            _kill_group(self._checking.process.pid)
            self._checking.process.wait()
        if self._process:
            _kill_group(self._process.pid)
            self._process.wait()
            self._notes.remove(self._process.pid)


class ProcessRuntime:
    """Starts bundles on one thread of its own: a child on a leash dies with the thread that made it."""

    def __init__(self, folder: Path, bundles: Bundles) -> None:
        self._notes = Notes(folder / "processes")
        self._bundles = bundles
        self._addresses = Addresses()
        self._pump = Pump()
        self._queue: SimpleQueue[ProcessHandle | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="task-launcher", daemon=True)
        self._handles: list[ProcessHandle] = []

    def open(self) -> None:
        """Clear the processes of a killed server, and begin."""
        self._notes.clear()
        self._pump.start()
        self._thread.start()

    def close(self) -> None:
        """Kill what still runs, and end the threads."""
        for handle in self._handles:
            handle.terminate()
        deadline = monotonic() + GRACE
        for handle in self._handles:
            _wait(handle, deadline)
            handle.kill()
            handle.forget()
        self._queue.put(None)
        # The launcher may wait for a registry that answers no more; what it still holds is doomed by now.
        self._thread.join(GRACE)
        self._addresses.close()
        self._pump.stop()

    def reserve(self, task: str) -> str:
        """Give a task its loopback address."""
        return self._addresses.reserve(task)

    def release(self, task: str) -> None:
        """Forget an ended task."""
        self._addresses.release(task)
        for handle in [handle for handle in self._handles if handle.launch.task == task]:
            handle.forget()
            self._handles.remove(handle)

    def launch(self, launch: Launch) -> ProcessHandle:
        """Queue a container for the launcher."""
        handle = ProcessHandle(launch, self._notes)
        self._handles.append(handle)
        self._queue.put(handle)
        return handle

    def _run(self) -> None:
        while (handle := self._queue.get()) is not None:
            try:
                handle.run(self._bundles.find(handle.launch.image), self._pump)
            except PullError as error:
                handle.reason = f"CannotPullContainerError: {error}"
            except Exception as error:  # the launcher's door: one container must not end it for all others
                logger.exception("a container was not started")
                handle.reason = f"CannotStartContainerError: {error}"


def _wait(handle: ProcessHandle, deadline: float) -> None:
    while handle.condition is Condition.RUNNING and monotonic() < deadline:
        threading.Event().wait(0.01)


def _leash() -> tuple[str, ...]:
    found = shutil.which("setpriv")
    return (found, *LEASH) if found else ()


def _command(launch: Launch, bundle: Bundle) -> list[str]:
    """An entry point of the task takes the image's command away with it, as in Docker."""
    entry = launch.entry_point or bundle.entry_point
    command = launch.command or (() if launch.entry_point else bundle.command)
    return [*entry, *command]


def _environment(launch: Launch, bundle: Bundle) -> dict[str, str]:
    """A clean environment; HOST is always the task's own address, as tasks share this machine's ports."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    base = {"PATH": path, "LANG": "C.UTF-8", "PYTHONUNBUFFERED": "1"}
    port = {"PORT": str(launch.port)} if launch.port else {}
    return base | port | bundle.environment | dict(launch.environment) | {"HOST": launch.address}


def _kill_group(pid: int) -> None:
    try:
        os.killpg(pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def shell(command: Sequence[str]) -> list[str]:
    """Turn a health check of ECS (`CMD ...` or `CMD-SHELL line`) into an argument list."""
    if command and command[0] == "CMD-SHELL":
        return ["/bin/sh", "-c", " ".join(command[1:])]
    if command and command[0] == "CMD":
        return list(command[1:])
    return shlex.split(" ".join(command))
