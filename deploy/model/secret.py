"""Values that must not be seen: they print as stars, and any text can be freed of them."""

import base64
import hmac
import json
import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, quote_plus

STARS = "***"
SHORTEST = 6
"""A shorter secret could not be kept out of a text without eating ordinary words."""

_KEPT_BACK = 65536
_known: list[str] = []
"""The values of all secrets that this process ever held; a value that nobody holds any more is still one."""


class Secret:
    """A value that shows only to `reveal`; printed, formatted, copied or pickled it is three stars."""

    __slots__ = ("__value",)

    def __init__(self, value: str) -> None:
        if len(value) < SHORTEST:
            raise ValueError(
                f"a secret has at least {SHORTEST} characters, or it could not be kept out of logs"
            )
        self.__value = value
        _known.append(value)

    def reveal(self) -> str:
        """The value; every place that needs it is found by searching for this word."""
        return self.__value

    def __repr__(self) -> str:
        return STARS

    def __format__(self, spec: str) -> str:
        return format(STARS, spec)

    def __reduce__(self) -> tuple[type[str], tuple[str]]:
        return str, (STARS,)

    def __getstate__(self) -> str:
        return STARS

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self.__value.encode(), other.reveal().encode())

    def __hash__(self) -> int:
        return hash(self.__value)


@dataclass(frozen=True, slots=True)
class Redaction:
    """Every form in which the known secrets can turn up in a text."""

    forms: frozenset[str] = frozenset()

    @classmethod
    def of(cls, secrets: Iterable[Secret]) -> "Redaction":
        """The redaction that knows these secrets."""
        return cls(frozenset(form for secret in secrets for form in forms_of(secret.reveal())))

    def __or__(self, other: "Redaction") -> "Redaction":
        return Redaction(self.forms | other.forms)

    def __repr__(self) -> str:
        return f"Redaction({len(self.forms)} forms)"

    @property
    def longest(self) -> int:
        """The length of the longest form."""
        return max(map(len, self.forms), default=0)

    def finds(self, text: str) -> bool:
        """Whether a known secret is in the text, in any form."""
        return any(form in text for form in self.forms)

    def hide(self, text: str) -> str:
        """The text with stars in place of every secret."""
        return "".join(self._pieces(text, self._spans(text)))

    def hide_settled(self, text: str) -> tuple[str, str]:
        """The part of a growing text that no later character can change, hidden; and the rest as it is."""
        cut = self._open_from(text)
        spans = self._spans(text)
        for start, end in spans:
            if start < cut < end:  # more of it may follow; but it cannot be kept back for ever
                cut = start if len(text) - start < _KEPT_BACK else end
        return "".join(self._pieces(text[:cut], [span for span in spans if span[1] <= cut])), text[cut:]

    def _open_from(self, text: str) -> int:
        """Where the end of the text may be the beginning of a secret; its length where it is not."""
        firsts = {form[0] for form in self.forms}
        for at in range(max(0, len(text) - self.longest + 1), len(text)):
            if text[at] in firsts and any(form.startswith(text[at:]) for form in self.forms):
                return at
        return len(text)

    def _spans(self, text: str) -> list[tuple[int, int]]:
        """Where secrets stand; places that overlap are one."""
        found = sorted((at, at + len(form)) for form in self.forms for at in _places(form, text))
        spans: list[tuple[int, int]] = []
        for start, end in found:
            if spans and start < spans[-1][1]:
                spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
            else:
                spans.append((start, end))
        return spans

    def _pieces(self, text: str, spans: list[tuple[int, int]]) -> Iterator[str]:
        at = 0
        for start, end in spans:
            yield text[at:start]
            yield STARS
            at = end
        yield text[at:]


def known() -> Redaction:
    """The redaction that knows every secret of this process."""
    return _redaction_of(frozenset(_known))


def forget() -> None:
    """Know none, as at the start of a process; for tests, of which many share one."""
    _known.clear()


@lru_cache(maxsize=1)
def _redaction_of(values: frozenset[str]) -> Redaction:
    return Redaction(frozenset(form for value in values for form in forms_of(value)))


def forms_of(value: str) -> frozenset[str]:
    """The value, its lines, and its disguises: in a URL, in base64 at any offset, in JSON, in a shell."""
    quoted = shlex.quote(value)
    forms = {value, quote(value), quote(value, safe=""), quote_plus(value)}
    forms |= {value if quoted == value else quoted[1:-1]}
    forms |= {json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1]}
    forms |= {line.strip() for line in value.splitlines()}
    for offset in range(3):
        forms |= set(_base64_at(value.encode(), offset))
    return frozenset(form for form in forms if len(form) >= SHORTEST)


def _base64_at(value: bytes, offset: int) -> Iterator[str]:
    """The characters of base64 that stem from the value alone where it begins at that byte of three."""
    encoded = base64.b64encode(bytes(offset) + value).decode()
    first, last = -(-offset * 8 // 6), (offset + len(value)) * 8 // 6
    yield encoded[first:last]
    yield encoded[first:last].translate(str.maketrans("+/", "-_"))


def _places(form: str, text: str) -> Iterator[int]:
    """Every place where the form begins in the text."""
    at = text.find(form)
    while at >= 0:
        yield at
        at = text.find(form, at + 1)
