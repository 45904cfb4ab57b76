"""Which of two versions is the older one; every kind is brought into the order that Debian has."""

import re

Key = tuple[tuple[tuple[int, ...], int], ...]

_PART = re.compile(r"(?P<text>\D*)(?P<number>\d*)")
_RELEASE = re.compile(r"v?(?:(?P<epoch>\d+)!)?(?P<release>\d+(?:\.\d+)*)(?P<rest>.*)")
_PYTHON = (
    (re.compile(r"[-_.]?dev[-_.]?"), "~~dev"),
    (re.compile(r"[-_.]?(?:post|rev|r(?!c))[-_.]?"), "+post"),
    (re.compile(r"[-_.]?(?:alpha|a(?!lpha))[-_.]?(?=\d|$)"), "~a"),
    (re.compile(r"[-_.]?(?:beta|b(?!eta))[-_.]?(?=\d|$)"), "~b"),
    (re.compile(r"[-_.]?(?:preview|pre|rc|c)[-_.]?(?=\d|$)"), "~rc"),
)
_ALPINE = (
    (re.compile(r"_(alpha|beta|pre|rc)"), r"~\1"),
    (re.compile(r"_(p|cvs|svn|git|hg)"), r"+\1"),
    (re.compile(r"-r(\d+)$"), r"-\1"),
)


def key(kind: str, version: str) -> tuple[int, Key, Key]:
    """What versions of that kind sort by."""
    epoch, has_epoch, rest = _AS_DEBIAN.get(kind, str)(version).partition(":")
    number, rest = (int(epoch), rest) if has_epoch and epoch.isdigit() else (0, f"{epoch}{has_epoch}{rest}")
    upstream, has_revision, revision = rest.rpartition("-")
    return (
        (number, _sorted_by(upstream), _sorted_by(revision))
        if has_revision
        else (
            number,
            _sorted_by(rest),
            _sorted_by(""),
        )
    )


def _sorted_by(text: str) -> Key:
    """Texts and numbers in turn, as dpkg compares them: `~` before the end, letters before other signs."""
    parts = [(m["text"], m["number"]) for m in _PART.finditer(text) if m[0]]
    return (*((_order(words), int(number or 0)) for words, number in parts), (_order(""), 0))


def _order(text: str) -> tuple[int, ...]:
    return (*(-1 if c == "~" else ord(c) if c.isalpha() else ord(c) + 256 for c in text), 0)


def _python(version: str) -> str:
    """Trailing zeros say nothing; pre-releases come before, and post-releases after."""
    match = _RELEASE.fullmatch(version.lower().strip())
    if match is None:
        return version
    public, plus, local = match["rest"].partition("+")
    for pattern, sign in _PYTHON:
        public = pattern.sub(sign, public)
    release = re.sub(r"(?:\.0+)+$", "", match["release"])
    return f"{match['epoch'] or 0}:{release}{public}{plus}{local.replace('-', '.')}"


def _semantic(version: str) -> str:
    """What is behind a dash comes before the version itself; what is behind a plus says nothing."""
    release, dash, pre = version.removeprefix("v").partition("+")[0].partition("-")
    return f"{release}~{pre.replace('-', '.')}" if dash else release


def _alpine(version: str) -> str:
    for pattern, sign in _ALPINE:
        version = pattern.sub(sign, version)
    return version


_AS_DEBIAN = {"pypi": _python, "npm": _semantic, "apk": _alpine}
