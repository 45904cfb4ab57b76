"""Sets the stage for a task: clock, screen and signals; and turns every way to end into an exit code."""

import os
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from deploy.bootstrap import open_clock, open_processes
from deploy.engine.events import Said
from deploy.engine.runner import described
from deploy.engine.screen.addressed import AddressedScreen
from deploy.engine.screen.discreet import DiscreetScreen
from deploy.engine.screen.opening import open_screen
from deploy.engine.stopping import Stopping
from deploy.errors import ExitCode, SwingbridgeError
from deploy.model.discretion import discreet, know_secrets_of
from deploy.settings.secrecy import looks_secret
from deploy.tasks.asked import Asked, checked_reason
from deploy.tasks.visit import Visit, find_root


@dataclass(frozen=True)
class Stagehand:
    """Runs the inside of one task."""

    asked: Asked

    def perform(self, inside: Callable[[Visit], ExitCode]) -> ExitCode:
        """Run it on a stage that is always left as it was found."""
        clock = open_clock()
        know_secrets_of(os.environ, looks_secret)
        opened = open_screen(
            json=self.asked.json, stdout=sys.stdout, stderr=sys.stderr, environ=os.environ, clock=clock
        )
        screen = AddressedScreen(DiscreetScreen(opened), self.asked.tail)
        try:
            with Stopping(clock, screen) as stopping:
                processes = open_processes(clock, stopping.check)
                stopping.still_runs = processes.running
                check = stopping.check
                return self._guarded(inside, Visit(find_root(), self.asked, clock, screen, check, processes))
        finally:
            screen.close()

    def _guarded(self, inside: Callable[[Visit], ExitCode], visit: Visit) -> ExitCode:
        try:
            asked = replace(self.asked, reason=checked_reason(self.asked.reason))
            return inside(replace(visit, asked=asked))
        except SwingbridgeError as error:
            visit.screen.show(described(error))
            return error.exit_code
        except Exception as error:  # noqa: BLE001 - the last door: a person gets our text, the trace goes to a file
            visit.screen.show(replace(described(error), exit_code=ExitCode.HALTED))
            visit.screen.show(Said(_about_trace(visit.root), is_warning=True))
            return ExitCode.HALTED


def _about_trace(root: Path) -> str:
    """Where the trace is; a disk that takes no more must not be the end of the last words too."""
    try:
        return f"the trace is in {_kept_trace(root)}"
    except OSError as error:
        return f"the trace could not be kept: {error}"


def _kept_trace(root: Path) -> Path:
    """The trace of the present exception, without values and secrets, readable by nobody else."""
    path = root / ".swingbridge" / "last-trace.txt"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(discreet(traceback.format_exc()))
    return path
