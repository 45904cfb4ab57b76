"""A terminal for tests: as much of one as the live screen uses; its rows fold when it becomes narrower."""

import io
import re
import threading

TOKEN = re.compile(r"\x1b\[(?P<args>[?0-9;]*)(?P<kind>[A-Za-z])|(?P<sign>[^\x1b])", re.DOTALL)


class Paper(io.StringIO):
    """What a person sees on it is `seen()`; an escape code it does not know is an error."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.width = width
        self.is_cursor_shown = True
        self.colours: set[str] = set()
        self._changed = threading.Condition()
        self._rows = [""]
        self._row = 0
        self._column = 0

    def isatty(self) -> bool:
        """It is a terminal."""
        return True

    def write(self, text: str) -> int:
        """Act upon the text."""
        matches = list(TOKEN.finditer(text))
        assert text == "".join(match.group() for match in matches)
        with self._changed:
            for match in matches:
                if match["sign"]:
                    self._put(match["sign"])
                else:
                    self._obey(match["kind"], match["args"])
            self._changed.notify_all()
        return len(text)

    def seen(self) -> str:
        """The rows, without blanks at their ends."""
        return "\n".join(row.rstrip() for row in self._rows).rstrip() + "\n"

    def comes_to_show(self, text: str) -> bool:
        """Whether the text can be seen within ten seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: text in self.seen(), timeout=10.0)

    def narrow(self, width: int) -> None:
        """Fold every row that has become too long; the cursor stays with its text."""
        rows: list[str] = []
        for index, row in enumerate(self._rows):
            if index == self._row:
                self._row, self._column = len(rows) + self._column // width, self._column % width
            rows += [row[at : at + width] for at in range(0, max(1, len(row)), width)]
        self._rows, self.width = rows, width

    def _put(self, sign: str) -> None:
        if sign == "\r":
            self._column = 0
        elif sign == "\n":
            self._next_row()
        else:
            if self._column == self.width:
                self._next_row()
            row = self._rows[self._row].ljust(self._column)
            self._rows[self._row] = row[: self._column] + sign + row[self._column + 1 :]
            self._column += 1

    def _next_row(self) -> None:
        self._row, self._column = self._row + 1, 0
        if self._row == len(self._rows):
            self._rows.append("")

    def _obey(self, kind: str, args: str) -> None:
        match kind, args:
            case "A", rows:
                self._row = max(0, self._row - int(rows))
            case "K", "2":
                self._rows[self._row] = ""
            case "h" | "l", "?25":
                self.is_cursor_shown = kind == "h"
            case "m", colour:
                self.colours |= {part for part in colour.split(";") if len(part) == 2}
            case _:
                raise AssertionError(f"unknown escape code: {args}{kind}")
