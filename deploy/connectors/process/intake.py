"""A child's output on its way to us: bytes become plain lines without secrets, and only the tail is kept."""

import codecs
import re
from collections.abc import Callable

from deploy.model.secret import Redaction

LONGEST_LINE = 16_384
"""A longer line is handed on in pieces."""
_LONGEST_ESCAPE = 4096
# Bytes that no plain text has become 0xFF, which no UTF-8 has, and so the mark of an unreadable character.
# Kept are: bell (ends an escape sequence), tab, line feed, carriage return, escape.
_KEPT = b"\x07\t\n\r\x1b"
_PLAIN = _KEPT + bytes(range(ord(" "), ord("~") + 1)) + bytes(range(0x80, 0x100))
_TABLE = bytes(byte if byte in _PLAIN else 0xFF for byte in range(256))
# As ECMA-48 has them: control sequences, strings (window titles and the like), and two-character sequences.
_ESCAPE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[ -/]*[0-OQ-WYZ\\`-~]"
)
_UNFINISHED = re.compile(r"(?:(?:\x1b\[|\x9b)[0-?]*[ -/]*|\x1b[\]PX^_][^\x07\x1b]*\x1b?|\x1b[ -/]*)\Z")
_BEFORE_C1 = b"\xc2"
"""The first byte, in UTF-8, of the control characters from 0x80 to 0x9F."""
_STRAY = re.compile(r"[\x07\x1b\x80-\x9f]")


class Intake:
    """Takes the bytes of one output."""

    def __init__(self, redaction: Redaction, cap: int, on_line: Callable[[str], None]) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._redaction = redaction
        self._on_line = on_line
        self._tail = _Tail(cap)
        self._escape = ""
        """Perhaps the beginning of an escape sequence."""
        self._ends_in_c1 = False
        """Whether the last byte may be the first half of a control character."""
        self._open = ""
        """Perhaps the beginning of a secret."""
        self._line = ""

    @property
    def text(self) -> str:
        """The tail of the output."""
        return self._tail.text

    @property
    def cut_characters(self) -> int:
        """How much came before the tail."""
        return self._tail.cut_characters

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes, cut anywhere."""
        text = self._decoder.decode(chunk.translate(_TABLE))
        self._open += self._plain(text) if self._may_hold_controls(text, chunk) else text
        shown, self._open = self._redaction.hide_settled(self._open)
        self._hand_on(shown)

    def finish(self) -> None:
        """Take note that nothing follows."""
        rest = self._escape + self._decoder.decode(b"", final=True)
        self._open += _STRAY.sub("", rest)
        self._hand_on(self._redaction.hide(self._open))
        self._open = ""
        if self._line:
            self._on_line(self._line.removesuffix("\r"))
            self._line = ""

    def _may_hold_controls(self, text: str, chunk: bytes) -> bool:
        """A quick look that spares plain text the slow ones."""
        had_c1, self._ends_in_c1 = self._ends_in_c1, chunk.endswith(_BEFORE_C1)
        return bool(self._escape) or had_c1 or _BEFORE_C1 in chunk or "\x1b" in text or "\x07" in text

    def _plain(self, text: str) -> str:
        """The text without escape sequences; an unfinished one at its end is kept back."""
        text = _ESCAPE.sub("", self._escape + text)
        unfinished = _UNFINISHED.search(text, max(0, len(text) - _LONGEST_ESCAPE))
        self._escape = unfinished[0] if unfinished else ""
        return _STRAY.sub("", text.removesuffix(self._escape))

    def _hand_on(self, text: str) -> None:
        self._tail.add(text)
        text = self._line + text
        whole = text.removesuffix("\r")  # a line feed may follow, and the two end one line
        *lines, self._line = whole.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        self._line += text[len(whole) :]
        for line in lines:
            self._on_line(line)
        while len(self._line) > LONGEST_LINE:
            self._on_line(self._line[:LONGEST_LINE])
            self._line = self._line[LONGEST_LINE:]


class _Tail:
    """The last characters of a text of any length."""

    def __init__(self, cap: int) -> None:
        self._cap = cap
        self._pieces: list[str] = []
        self._length = 0
        self.cut_characters = 0

    @property
    def text(self) -> str:
        """What is kept."""
        self._trim()
        return "".join(self._pieces)

    def add(self, text: str) -> None:
        """Append; twice the cap is held at most."""
        self._pieces.append(text)
        self._length += len(text)
        if self._length > 2 * self._cap:
            self._trim()

    def _trim(self) -> None:
        surplus = max(0, self._length - self._cap)
        self._pieces = ["".join(self._pieces)[surplus:]]
        self._length -= surplus
        self.cut_characters += surplus
