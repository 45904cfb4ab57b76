"""The grammar of every name that a person can type; ASCII only, so that no look-alike gets through."""

import difflib
import re
from collections.abc import Iterable
from enum import Enum


class Grammar(Enum):
    """What a kind of name may look like: pattern, greatest length, and the same in words."""

    SYSTEM = (
        r"[a-z][a-z0-9]*(-[a-z0-9]+)*",
        40,
        "lower-case letters, digits and single dashes, a letter first",
    )
    ENVIRONMENT = (r"[a-z][a-z0-9]*(-[a-z0-9]+)*", 20, "lower-case letters, digits and single dashes")
    COMPONENT = (r"[a-z][a-z0-9]*(-[a-z0-9]+)*", 30, "lower-case letters, digits and single dashes")
    RELEASE = (r"[A-Za-z0-9][A-Za-z0-9._-]*", 128, "letters, digits, '.', '_' and '-', no sign first")
    TAG = (r"[A-Za-z0-9_][A-Za-z0-9._-]*", 128, "letters, digits, '.', '_' and '-', no '.' or '-' first")
    DIGEST = (r"sha256:[0-9a-f]{64}", 71, "sha256: and 64 hexadecimal digits")

    def __init__(self, pattern: str, longest: int, words: str) -> None:
        self.pattern = re.compile(pattern, re.ASCII)
        self.longest = longest
        self.words = words

    def allows(self, name: str) -> bool:
        """Whether the name is of this grammar."""
        return len(name) <= self.longest and self.pattern.fullmatch(name) is not None


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that a person most likely meant."""
    found = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
    return found[0] if found else None


def visible(text: str) -> str:
    """The text with every character that a terminal would act upon spelled out."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)
