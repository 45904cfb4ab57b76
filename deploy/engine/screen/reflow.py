"""Keeps the live lines in place when a terminal becomes narrower and folds them."""

from rich.console import Console, ConsoleOptions, ConsoleRenderable, RenderableType, RenderHook, RenderResult
from rich.control import Control
from rich.segment import ControlType, Segment


class Trimmed:
    """Lines without blanks at their ends, which a narrower terminal would fold; remembers their lengths."""

    def __init__(self, inside: RenderableType = "") -> None:
        self.inside = inside
        self.lengths: tuple[int, ...] = ()

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        rendered = console.render(self.inside, options)
        lines = [_without_blanks(line) for line in Segment.split_lines(rendered)]
        self.lengths = tuple(Segment.get_line_length(line) for line in lines)
        for line in lines:
            yield from line
            yield Segment.line()


def _without_blanks(line: list[Segment]) -> list[Segment]:
    while line and not line[-1].text.strip():
        line = line[:-1]
    return [*line[:-1], Segment(line[-1].text.rstrip(), line[-1].style)] if line else []


class Reflow(RenderHook):
    """Rich moves the cursor up by the lines it drew; this adds those into which the terminal folded them."""

    def __init__(self, console: Console, drawn: Trimmed) -> None:
        self._console = console
        self._drawn = drawn

    def process_renderables(self, renderables: list[ConsoleRenderable]) -> list[ConsoleRenderable]:
        """The renderables with the folded lines erased after Rich's own erasing, which comes first."""
        width = max(1, self._console.width)
        folds = sum(max(0, length - 1) // width for length in self._drawn.lengths)
        if folds == 0:
            return renderables
        up = ((ControlType.CURSOR_UP, 1), (ControlType.ERASE_IN_LINE, 2)) * folds
        return [renderables[0], Control(*up), *renderables[1:]]
