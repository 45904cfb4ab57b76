"""The rules of a `.dockerignore` file, as the Docker engine reads them: the last rule that matches wins."""

import re
from dataclasses import dataclass
from pathlib import Path
from posixpath import normpath


@dataclass(frozen=True, slots=True)
class Rule:
    """One line; an exception takes files in that an earlier rule left out."""

    pattern: re.Pattern[str]
    is_exception: bool
    fixed: str
    """The pattern's first words up to a wildcard: what it matches lies there or above."""


Matches = tuple[bool, ...]
"""For each rule, whether it names a folder or one above it, and so holds for everything in there."""


@dataclass(frozen=True, slots=True)
class Ignore:
    """All rules of a context."""

    rules: tuple[Rule, ...] = ()

    def leaves_out(self, path: str) -> bool:
        """Whether a file or folder of the context is left out; a rule for a folder holds for all in it."""
        folder, matches = "", self.matches()
        for part in path.split("/")[:-1]:
            folder += part
            matches = self.matches(folder, matches)
            folder += "/"
        return self.leaves_out_below(matches, path)

    def matches(self, folder: str = "", above: Matches = ()) -> Matches:
        """Which rules name a folder, given those that name the one above it; without any, the context."""
        if not folder:
            return (False,) * len(self.rules)
        return tuple(
            known or rule.pattern.fullmatch(folder) is not None
            for rule, known in zip(self.rules, above, strict=True)
        )

    def leaves_out_below(self, matches: Matches, path: str) -> bool:
        """Whether what lies directly in that folder is left out: the last rule that matches wins."""
        for number in range(len(matches) - 1, -1, -1):
            rule = self.rules[number]
            if matches[number] or rule.pattern.fullmatch(path):
                return not rule.is_exception
        return False

    def leaves_out_all_of(self, folder: str) -> bool:
        """Whether nothing in a folder that is left out can be taken in again, so that nobody has to look."""
        return not any(rule.is_exception and _may_lie_in(rule.fixed, folder) for rule in self.rules)


def read_ignore(context: Path, dockerfile: Path) -> Ignore:
    """The rules beside the Dockerfile, else those of the context, else none."""
    own = dockerfile.with_name(f"{dockerfile.name}.dockerignore")
    file = own if own.is_file() else context / ".dockerignore"
    return parse_ignore(file.read_text()) if file.is_file() else Ignore()


def parse_ignore(text: str) -> Ignore:
    """The rules in a text."""
    lines = (line.strip() for line in text.removeprefix("\ufeff").splitlines() if not line.startswith("#"))
    return Ignore(tuple(_rule(line) for line in lines if line.strip("!/ ")))


def _rule(line: str) -> Rule:
    is_exception = line.startswith("!")
    words = normpath(line.removeprefix("!").strip().strip("/"))
    fixed = re.split(r"[*?\[\\]", words, maxsplit=1)[0]
    return Rule(re.compile(_translated(words)), is_exception, fixed)


_PIECES = re.compile(
    r"(?P<folders>\*\*/)|(?P<all>\*\*)|(?P<any>\*)|(?P<one>\?)|(?P<set>\[\^?[^\]]+\])|\\?(?P<plain>.)"
)
_MEANINGS = {"folders": "(?:.*/)?", "all": ".*", "any": "[^/]*", "one": "[^/]"}


def _translated(words: str) -> str:
    """The pattern as a regular expression."""
    return "".join(_piece(match) for match in _PIECES.finditer(words))


def _piece(match: re.Match[str]) -> str:
    kind = match.lastgroup or ""
    if kind == "set":
        return match[kind]
    return _MEANINGS.get(kind) or re.escape(match["plain"])


def _may_lie_in(fixed: str, folder: str) -> bool:
    """Whether what a pattern with that beginning matches can lie in the folder."""
    return f"{folder}/".startswith(fixed) or fixed.startswith(f"{folder}/")
