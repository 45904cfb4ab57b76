"""The screen for a person at a terminal: finished steps stay above, a few live lines change below."""

import atexit
from collections.abc import Mapping
from typing import IO, cast

from rich.console import Console, RenderableType
from rich.live import Live

from deploy.connectors.clock.port import Clock
from deploy.engine.events import (
    Event,
    Facts,
    PartSpoke,
    PlanShown,
    Problem,
    RunEnded,
    Said,
    StepBegan,
    StepEnded,
    TrafficMoved,
    Waiting,
)
from deploy.engine.screen.blocks import end_block, facts_block, plan_block, problem_block, said_line
from deploy.engine.screen.board import Board
from deploy.engine.screen.live_region import finished_step, live_region, traffic_bars, unfinished_step
from deploy.engine.screen.marks import Marks, marks_for
from deploy.engine.screen.outlet import Outlet
from deploy.engine.screen.reflow import Reflow, Trimmed
from deploy.errors import ExitCode


def open_rich_screen(
    out: Outlet, environ: Mapping[str, str], clock: Clock, *, is_redrawn: bool = True
) -> "RichScreen":
    """The screen on a terminal; its size follows the terminal unless COLUMNS says otherwise."""
    console = Console(
        file=cast("IO[str]", out),  # Rich needs no more than write, flush, isatty and encoding
        force_terminal=True,
        force_interactive=True,
        markup=False,
        emoji=False,
        highlight=False,
        no_color=bool(environ.get("NO_COLOR")),
        _environ=environ,
    )
    return RichScreen(console, marks_for(out.encoding, environ), clock, is_redrawn=is_redrawn)


class RichScreen:
    """Prints what is over for good; redraws what goes on at each event, and four times a second between."""

    def __init__(self, console: Console, marks: Marks, clock: Clock, *, is_redrawn: bool) -> None:
        self._console = console
        self._marks = marks
        self._clock = clock
        self._is_redrawn = is_redrawn
        self._board = Board()  # replaced as a whole, because the redrawing thread reads it
        self._drawn = Trimmed()
        self._live: Live | None = None

    def show(self, event: Event) -> None:
        """Print or redraw what the event changes."""
        if isinstance(event, StepBegan):
            self._leave_step()
        if isinstance(event, RunEnded):
            self.close()
        before = self._board
        self._board = before.after(event, self._clock.boot())
        if isinstance(event, StepBegan):
            self._start()
        self._region()  # also when a block is printed, Rich draws the live lines again below it
        block = self._block(event, before)
        if block is not None:
            self._console.print(Trimmed(block), crop=False)  # a line to copy may be wider than the terminal
        elif self._live is not None:
            self._live.refresh()

    def close(self) -> None:
        """Erase the live lines and bring the cursor back; a step without an end stays visible as one."""
        self._leave_step()
        if self._live is None:
            return
        live, self._live = self._live, None
        self._console.pop_render_hook()
        live.stop()
        atexit.unregister(self.close)

    def _leave_step(self) -> None:
        left = unfinished_step(self._marks, self._board, self._clock.boot())
        self._board = self._board.without_step()
        if left is not None:
            self._console.print(Trimmed(left))

    def _start(self) -> None:
        if self._live is not None:
            return
        self._live = Live(
            console=self._console,
            transient=True,
            auto_refresh=self._is_redrawn,
            get_renderable=self._region,
        )
        self._live.start()
        self._console.push_render_hook(Reflow(self._console, self._drawn))
        atexit.register(self.close)  # a run that leaves without closing must not leave a hidden cursor

    def _region(self) -> RenderableType:
        size = (self._console.width, self._console.height)
        self._drawn.inside = live_region(self._marks, self._board, self._clock.boot(), size)
        return self._drawn

    def _block(self, event: Event, before: Board) -> RenderableType | None:
        """What stays on the terminal; nothing where only the live lines change."""
        block: RenderableType | None = None
        match event:
            case PlanShown():
                block = plan_block(event)
            case StepEnded():
                block = finished_step(self._marks, event, before.step)
            case Said():
                block = said_line(event)
            case Problem():
                block = problem_block(event)
            case Facts():
                block = facts_block(event, self._console.width)
            case RunEnded():
                block = end_block(event, self._traffic(event))
            case StepBegan() | Waiting() | PartSpoke() | TrafficMoved():
                pass
        return block

    def _traffic(self, end: RunEnded) -> RenderableType | None:
        """Where the traffic was left; after a success the candidate is live and the bars say nothing more."""
        if end.exit_code is ExitCode.DONE or not self._board.traffic:
            return None
        return traffic_bars(self._marks, self._board.traffic, self._console.width)
