"""Which of two versions is the older one; every kind is brought into the order that Debian has."""

import re

Key = tuple[tuple[tuple[int, ...], int], ...]

_PART = re.compile(r"(?P<text>\D*)(?P<number>\d*)")
_PYTHON = re.compile(
    r"v?(?:(?P<epoch>\d+)!)?(?P<release>\d+(?:\.\d+)*)"
    r"(?:[-_.]?(?P<early>alpha|a|beta|b|preview|pre|rc|c)[-_.]?(?P<of>\d*))?"
    r"(?:-(?P<patch>\d+)|[-_.]?(?:post|rev|r)[-_.]?(?P<post>\d*))?"
    r"(?:[-_.]?dev[-_.]?(?P<dev>\d*))?(?:\+(?P<local>.*))?"
)
"""As PEP 440 has it."""
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
    match = _PYTHON.fullmatch(version.lower().strip())
    if match is None:
        return version
    early = (
        {"a": "~a", "b": "~b"}.get((match["early"] or "")[:1], "~rc") + match["of"] if match["early"] else ""
    )
    number = match["patch"] if match["post"] is None else match["post"]
    post = "" if number is None else f"+post{number}"
    dev = "" if match["dev"] is None else f"~~dev{match['dev']}"
    local = f"+{match['local'].replace('-', '.')}" if match["local"] else ""
    release = re.sub(r"(?:\.0+)+$", "", match["release"])
    return f"{match['epoch'] or 0}:{release}{early}{post}{dev}{local}"


def _semantic(version: str) -> str:
    """What is behind a dash comes before the version itself; what is behind a plus says nothing."""
    release, dash, pre = version.removeprefix("v").partition("+")[0].partition("-")
    return f"{release}~{pre.replace('-', '.')}" if dash else release


def _alpine(version: str) -> str:
    for pattern, sign in _ALPINE:
        version = pattern.sub(sign, version)
    return version


_AS_DEBIAN = {"pypi": _python, "npm": _semantic, "apk": _alpine}
