"""Lines that a narrower terminal folds no more than it must."""

import io

from rich.console import Console
from rich.table import Table

from deploy.engine.screen.reflow import Trimmed


def test_lines_end_where_their_text_ends() -> None:
    """A table fills its cells with blanks; a terminal would fold those, and a copy would hold them."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_row("a", "longest cell")
    grid.add_row("b", "short")
    grid.add_row("", "")
    trimmed, paper = Trimmed(grid), io.StringIO()
    Console(file=paper, width=40).print(trimmed)
    assert "a  longest cell\nb  short\n\n" == paper.getvalue()
    assert (15, 8, 0) == trimmed.lengths
