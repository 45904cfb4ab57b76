"""The lines that change in place: the present step, its wait, the next steps, and the traffic."""

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from deploy.engine.events import StepBegan, StepEnded, TrafficMoved
from deploy.engine.screen.board import Board
from deploy.engine.screen.marks import Marks, bar
from deploy.engine.screen.wording import countdown, one_line, shares, spell

WIDEST_BAR = 30
NARROWEST_BAR = 4
WIDTH_OF_SHARES = 22  # and one column free, so that the cursor never hangs past the edge
LINES_FOR_OTHERS = 8
LONGEST_OF_PART = 100


class StepLines:
    """A grid of step lines: mark, number, time, text; the same columns for finished and coming steps."""

    def __init__(self, count: int) -> None:
        self._count = count
        self.grid = Table.grid(padding=(0, 2, 0, 0))
        self.grid.add_column(width=2 + 2 * len(str(count)) + 1, justify="left", no_wrap=True)
        self.grid.add_column(width=7, justify="right", no_wrap=True, style="dim")
        self.grid.add_column(overflow="fold")

    def add(self, mark: Text, number: int, time: str, text: Text) -> None:
        """One step."""
        place = f" {number:>{len(str(self._count))}}/{self._count}" if number else ""
        self.grid.add_row(Text.assemble(mark, (place, "dim")), time, text)

    def note(self, text: str, style: str) -> None:
        """A line under a step."""
        self.grid.add_row("", "", Text(text, style=style))


def finished_step(marks: Marks, ended: StepEnded, began: StepBegan | None) -> RenderableType:
    """The line that stays when a step is over."""
    number, count = (began.number, began.count) if began else (0, 0)
    lines = StepLines(count)
    mark = Text(marks.done, "green") if ended.is_done else Text(marks.failed, "bold red")
    lines.add(mark, number, spell(ended.seconds), Text(one_line(ended.name)))
    if ended.text:
        lines.note(one_line(ended.text), "dim" if ended.is_done else "red")
    return lines.grid


def unfinished_step(marks: Marks, board: Board, now: float) -> RenderableType | None:
    """The line that stays when the run ends in the middle of a step."""
    if board.step is None:
        return None
    lines = StepLines(board.step.count)
    lines.add(
        Text(marks.left_open, "yellow"),
        board.step.number,
        spell(now - board.step_since),
        Text(one_line(board.step.name)),
    )
    lines.note("not seen to its end", "yellow")
    return lines.grid


def live_region(marks: Marks, board: Board, now: float, size: tuple[int, int]) -> RenderableType:
    """Everything that changes in place, for a terminal of this width and height."""
    width, height = size
    parts: list[RenderableType] = []
    if board.step is not None:
        parts.append(_present(marks, board, board.step, now, max(0, min(3, height - LINES_FOR_OTHERS))))
    shown = board.traffic[: max(1, height - LINES_FOR_OTHERS)]
    if shown:
        parts.append(Padding(traffic_bars(marks, shown, width), (1, 0, 0, 0)))
    return Group(*parts)


def _present(marks: Marks, board: Board, step: StepBegan, now: float, most: int) -> RenderableType:
    lines = StepLines(step.count)
    name = Text(one_line(step.name), style="bold")
    lines.add(Text(marks.present, "bold cyan"), step.number, spell(now - board.step_since), name)
    if board.wait is not None:
        lines.note(one_line(board.wait.reason), "cyan")
        lines.note(countdown(board.wait, now - board.wait_since), "dim")
    for spoke in board.parts:
        lines.note(f"{one_line(spoke.part)}: {one_line(spoke.text)[:LONGEST_OF_PART]}", "dim")
    for number, text in board.upcoming(most):
        lines.add(Text(marks.pending, "dim"), number, "", Text(text, style="dim"))
    return lines.grid


def traffic_bars(marks: Marks, traffic: tuple[TrafficMoved, ...], width: int) -> Table:
    """A line for each component: both shares in figures and as a bar."""
    widest = max(len(one_line(moved.component)) for moved in traffic)
    name_width = max(len("traffic"), min(widest, width - WIDTH_OF_SHARES - NARROWEST_BAR))
    bar_width = max(NARROWEST_BAR, min(WIDEST_BAR, width - name_width - WIDTH_OF_SHARES))
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(width=name_width, no_wrap=True, overflow="ellipsis")
    grid.add_column(no_wrap=True)
    grid.add_column(no_wrap=True)
    grid.add_row(Text("traffic", "dim"), Text(" live | candidate", "dim"), "")
    for moved in traffic:
        live, candidate = shares(moved)
        parts = bar(marks, candidate, bar_width)
        drawn = Text(parts[0], "green").append(parts[1], "cyan")
        grid.add_row(Text(one_line(moved.component)), f"{live:>3} % | {candidate:>3} %", drawn)
    return grid
