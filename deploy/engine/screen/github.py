"""Plain lines in groups, annotations and a job summary, for GitHub Actions."""

from pathlib import Path
from typing import TextIO

from deploy.connectors.clock.port import Clock
from deploy.engine.events import Event, PartSpoke, Problem, RunEnded, Said, StepBegan, StepEnded, Waiting
from deploy.engine.screen.job_summary import markdown
from deploy.engine.screen.outlet import Outlet
from deploy.engine.screen.plain import PlainScreen
from deploy.engine.screen.wording import one_line
from deploy.engine.screen.workflow_commands import command, harmless


class GithubScreen:
    """Everything goes to one stream, because the runner reads two streams in no promised order."""

    def __init__(self, stream: TextIO | None, summary_file: str, clock: Clock) -> None:
        lines = Outlet(stream, guard=harmless)
        self._plain = PlainScreen(lines, lines, clock)
        self._commands = Outlet(stream)
        self._summary_file = summary_file
        self._shown: list[Event] = []
        self._in_group = False

    def show(self, event: Event) -> None:
        """Write the event, folded into the group of its step."""
        if not isinstance(event, Waiting | PartSpoke):
            self._shown.append(event)
        if isinstance(event, StepBegan):
            self._open_group(event)
        if isinstance(event, StepEnded | Problem | RunEnded):
            self._close_group()
        self._plain.show(event)
        self._annotate(event)

    def close(self) -> None:
        """Close an open group and write the job summary."""
        self._close_group()
        shown, self._shown = self._shown, []
        if self._summary_file and shown:
            self._append(markdown(shown))

    def _open_group(self, step: StepBegan) -> None:
        self._close_group()
        self._commands.line(command("group", f"{step.number}/{step.count} {one_line(step.name)}"))
        self._in_group = True

    def _close_group(self) -> None:
        if self._in_group:
            self._commands.line(command("endgroup"))
        self._in_group = False

    def _annotate(self, event: Event) -> None:
        match event:
            case Problem(reference, what, why, do):
                text = f"{one_line(what)}\nWhy: {one_line(why)}\nDo: {one_line(do)}"
                self._commands.line(command("error", text, title=one_line(reference)))
            case Said(text, is_warning=True):
                self._commands.line(command("warning", one_line(text)))

    def _append(self, page: str) -> None:
        try:
            with Path(self._summary_file).open("a", encoding="utf-8") as summary:
                summary.write(page)
        except OSError as error:
            self._commands.line(command("warning", f"The job summary could not be written: {error}"))
