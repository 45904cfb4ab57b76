"""Our own runner of children: bounded in time and memory, stoppable, and without a child left behind."""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy.connectors.clock.port import Clock
from deploy.connectors.process.child import Child, NotStarted
from deploy.connectors.process.intake import Intake
from deploy.connectors.process.port import Command, Result, ignore
from deploy.errors import Reverted, ToolMissing, UsageError
from deploy.model.secret import Redaction

EVERY_PROGRAM_GETS = (
    *("PATH", "HOME", "USER", "LOGNAME", "TMPDIR", "TZ", "LANG", "LC_ALL", "LC_CTYPE", "LD_LIBRARY_PATH"),
    *("SSL_CERT_FILE", "SSL_CERT_DIR", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"),
    *("http_proxy", "https_proxy", "no_proxy"),
)


class ChildEnded(Reverted):
    """The child was ended by us; what it was doing may be half done."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the runner knows of the process that it is in."""

    clock: Clock
    environ: Mapping[str, str]
    check: Callable[[], None]
    """Raises where a person asked to stop."""
    redaction: Callable[[], Redaction]
    """Knows the secrets that were loaded so far."""


class ChildRunner:
    """Runs children for real."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._surroundings = surroundings
        self._running: dict[int, str] = {}

    def running(self) -> tuple[str, ...]:
        """The children that run now, in words; for a person who leaves at once."""
        return tuple(self._running.copy().values())

    def run(self, command: Command, on_line: Callable[[str], None] = ignore) -> Result:
        """Run the command to its end, or to ours."""
        given = command.hides if command.stdin_secret is None else (*command.hides, command.stdin_secret)
        redaction = self._surroundings.redaction() | Redaction.of(given)
        _refuse_secret_arguments(command, redaction)
        began = self._surroundings.clock.boot()
        out = Intake(redaction, command.output_cap, on_line)
        err = Intake(redaction, command.output_cap, on_line)
        code = self._run_child(command, out, err, began)
        seconds = self._surroundings.clock.boot() - began
        return Result(code, out.text, err.text, out.cut_characters + err.cut_characters, seconds)

    def _run_child(self, command: Command, out: Intake, err: Intake, began: float) -> int:
        child = self._start(command)
        self._running[id(child)] = f"{command.argv[0]} (process {child.pid})"
        child.feeds(out.feed, err.feed)
        try:
            self._watch(child, command, began)
        except BaseException:
            child.stop()
            raise
        finally:
            try:
                code = child.end()
            finally:
                child.close()
                del self._running[id(child)]
        out.finish()
        err.finish()
        return code

    def _watch(self, child: Child, command: Command, began: float) -> None:
        """Read on until the child ends; raise where it has to be ended."""
        clock, heard = self._surroundings.clock, began
        while not child.is_over:
            self._surroundings.check()
            now = clock.boot()
            if now - began >= command.deadline_seconds:
                raise _ended("child-too-slow", command, f"it was not done after {now - began:.0f} s")
            if now - heard >= command.no_progress_seconds:
                raise _ended("child-without-progress", command, f"it printed nothing for {now - heard:.0f} s")
            if child.pump():
                heard = clock.boot()

    def _start(self, command: Command) -> Child:
        names = (*EVERY_PROGRAM_GETS, *command.lets_through)
        environ = {
            name: self._surroundings.environ[name] for name in names if name in self._surroundings.environ
        }
        environ |= dict(command.variables)
        program = _found(command, environ.get("PATH", ""))
        try:
            return Child(program, command, environ, self._surroundings.clock)
        except NotStarted as error:
            raise ToolMissing(
                "tool-not-startable",
                what=f"{command.argv[0]} could not be started",
                why=f"the system says: {error}",
                do="see whether it is meant for this machine and may be executed; inv doctor lists the tools",
            ) from error


def _found(command: Command, path: str) -> str:
    """The program's file; a name with a slash counts from the child's folder."""
    name = command.argv[0]
    wanted = str((command.cwd or Path()) / name) if "/" in name else name
    found = shutil.which(wanted, path=path)
    if found is None:
        raise ToolMissing(
            "tool-missing",
            what=f"there is no program {name}",
            why="it is not installed, or not in a folder of PATH",
            do="install it; inv doctor lists every tool with the version that is wanted",
        )
    return str(Path(found).absolute())


def _refuse_secret_arguments(command: Command, redaction: Redaction) -> None:
    """Arguments can be read by everybody on the machine, and land in logs."""
    if any(redaction.finds(argument) for argument in command.argv):
        raise UsageError(
            "secret-in-arguments",
            what=f"a secret was about to be passed to {redaction.hide(command.argv[0])} as an argument",
            why="everybody on the machine can read the arguments of a program",
            do="pass it by standard input or in a file; if it was typed on a command line, rotate it",
        )


def _ended(reference: str, command: Command, why: str) -> ChildEnded:
    """The error for a child that was ended by one of its two clocks."""
    return ChildEnded(
        reference,
        what=f"{command.argv[0]} was ended",
        why=why,
        do="its last lines above say what it waited for; then give the same command again",
    )
