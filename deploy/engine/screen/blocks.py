"""How a finished step, a plan, a problem, a table and the end of a run look on a terminal."""

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from deploy.engine.events import Facts, PlanShown, Problem, RunEnded, Said
from deploy.engine.screen.columns import NOTHING, rectangle
from deploy.engine.screen.wording import how_it_ended, one_line, reason_of, spell, steps_of
from deploy.errors import ExitCode

COLOURS = {
    ExitCode.DONE: "bold green",
    ExitCode.REVERTED: "bold red",
    ExitCode.HALTED: "bold red",
}


def labelled(rows: tuple[tuple[str, str], ...]) -> Table:
    """Lines with a quiet word in front; long text wraps under itself."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for label, text in rows:
        grid.add_row(Text(label), Text(one_line(text)))
    return grid


def to_type(label: str, line: str) -> Text:
    """A line to copy; the terminal wraps it, so that no line break gets into the copy."""
    text = Text(f"{label:<4}  ", style="dim", no_wrap=True, overflow="ignore")
    return text.append(one_line(line), style="not dim bold")


def plan_block(plan: PlanShown) -> RenderableType:
    """The title, the reason and a numbered list."""
    steps = steps_of(plan)
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(justify="right", style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for number, step in enumerate(steps, start=1):
        grid.add_row(str(number), Text(step))
    return Group(
        Text(one_line(plan.title), style="bold"),
        Text(reason_of(plan), style="dim"),
        Text(""),
        Padding(grid if steps else Text("nothing to do"), (0, 0, 1, 2)),
    )


def problem_block(problem: Problem) -> RenderableType:
    """The reference, what happened, why, and what to do."""
    is_grave = problem.exit_code in {ExitCode.REVERTED, ExitCode.HALTED}
    return Group(
        Text(""),
        Text(one_line(problem.reference), style="bold red" if is_grave else "bold yellow"),
        labelled((("what", problem.what), ("why ", problem.why))),
        to_type("do", problem.do),
    )


def said_line(said: Said) -> RenderableType:
    """A sentence; a warning says that it is one."""
    text = Text(style="yellow") if said.is_warning else Text()
    return text.append("warning: " if said.is_warning else "").append(one_line(said.text))


def facts_block(facts: Facts, width: int) -> RenderableType:
    """A table where it fits, otherwise a short block for each row."""
    header, *rows = rectangle(facts)
    body: RenderableType = Text(NOTHING, style="dim")
    if rows:
        body = _table(header, rows) if _fits(header, rows, width) else _records(header, rows)
    return Group(Text(one_line(facts.title), style="bold"), body, Text(""))


def _fits(header: tuple[str, ...], rows: list[tuple[str, ...]], width: int) -> bool:
    """Whether a table is readable; two columns always are, because only the second one has to wrap."""
    widest = [max(Text(cell).cell_len for cell in column) for column in zip(header, *rows, strict=True)]
    return len(header) <= 2 or sum(widest) + 2 * (len(widest) - 1) <= width  # noqa: PLR2004 # label and text


def _table(header: tuple[str, ...], rows: list[tuple[str, ...]]) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    for index in range(len(header)):
        grid.add_column(no_wrap=index == 0, overflow="fold")
    grid.add_row(*(Text(cell, style="dim") for cell in header))
    for row in rows:
        grid.add_row(*(Text(cell) for cell in row))
    return grid


def _records(header: tuple[str, ...], rows: list[tuple[str, ...]]) -> Group:
    wide = max(map(len, header))
    records: list[RenderableType] = []
    for row in rows:
        cells = zip(header, row, strict=True)
        records += [labelled(tuple((name.ljust(wide), cell) for name, cell in cells if cell)), Text("")]
    return Group(*records[:-1])


def end_block(end: RunEnded, traffic: RenderableType | None) -> RenderableType:
    """How the run ended, what is live, where the traffic goes, and the line to type next."""
    verdict = Text.assemble(
        (how_it_ended(end), COLOURS.get(end.exit_code, "bold yellow")),
        (f"  {spell(end.seconds)}, exit {int(end.exit_code)}", "dim"),
    )
    parts: list[RenderableType] = [Text(""), verdict, labelled((("now ", end.summary),))]
    if traffic is not None:
        parts.append(traffic)
    if end.next_line:
        parts.append(to_type("next", end.next_line))
    return Group(*parts)
