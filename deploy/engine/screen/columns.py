"""A table as aligned text; rows that are too short are filled, cells that are too many are kept."""

from deploy.engine.events import Facts
from deploy.engine.screen.wording import one_line

NOTHING = "nothing to show"


def rectangle(facts: Facts) -> tuple[tuple[str, ...], ...]:
    """Header and rows, all of one length."""
    rows = (facts.columns, *facts.rows)
    wide = max(len(row) for row in rows)
    return tuple(tuple(one_line(cell) for cell in row) + ("",) * (wide - len(row)) for row in rows)


def aligned(facts: Facts) -> tuple[str, ...]:
    """The header and a line for each row, two blanks between the columns."""
    table = rectangle(facts)
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return tuple(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in table
    )
