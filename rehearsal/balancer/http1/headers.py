"""Header lines, kept as they came for forwarding and by lower-case name for reading."""

import re

from rehearsal.balancer.http1 import limits

# One pass of the regular expression engine over the whole block keeps this parser fast. It also refuses a
# space before the colon, folded lines, bare CR or LF and NUL: all known ways of smuggling.
_BLOCK = re.compile(rb"(?:[!#$%&'*+\-.^_`|~0-9A-Za-z]+:[\t\x20-\x7e\x80-\xff]*\r\n)*")

# Headers that speak about one connection only and never travel further (RFC 9110, 7.6.1).
HOP_BY_HOP = frozenset(
    (
        b"connection",
        b"keep-alive",
        b"proxy-connection",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
        b"http2-settings",
    )
)


class BadHead(Exception):
    """A head that must be refused, with the status an ALB answers."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


class Headers:
    """Header lines in order; `values` joins a repeated name with a comma."""

    __slots__ = ("block", "lines", "values")

    def __init__(self, block: bytes, lines: list[tuple[bytes, bytes]], values: dict[bytes, bytes]) -> None:
        self.block = block
        self.lines = lines
        self.values = values

    def count(self, name: bytes) -> int:
        """How many lines carry a name (in lower case)."""
        return sum(1 for known, _ in self.lines if known == name)

    def all(self, name: bytes) -> list[bytes]:
        """Every value of a name, one a line."""
        return [line.partition(b":")[2].strip(b" \t") for known, line in self.lines if known == name]

    def without(self, names: frozenset[bytes]) -> bytes:
        """The lines as they came, but for those names and for what the Connection header lists."""
        if names.isdisjoint(self.values):
            return self.block
        dropped = names | self.connection_tokens()
        return b"".join(line + b"\r\n" for name, line in self.lines if name not in dropped)

    def connection_tokens(self) -> frozenset[bytes]:
        """What the Connection header lists, in lower case."""
        value = self.values.get(b"connection")
        if value is None:
            return frozenset()
        return frozenset(token.strip() for token in value.lower().split(b","))


def parse_headers(block: bytes) -> Headers:
    """Read header lines, each ended by CRLF; `BadHead` for anything that is not exactly that."""
    if _BLOCK.fullmatch(block) is None:
        raise BadHead(400, "header line")
    lines: list[tuple[bytes, bytes]] = []
    values: dict[bytes, bytes] = {}
    for line in block.split(b"\r\n")[:-1]:
        if len(line) > limits.LINE:
            raise BadHead(400, "header over 16K")
        name, _, value = line.partition(b":")
        name = name.lower()
        value = value.strip(b" \t")
        lines.append((name, line))
        values[name] = values[name] + b", " + value if name in values else value
    return Headers(block, lines, values)
