"""The shapes that secrets are known by, whoever looks for them: in images, or on a command line."""

import re
from collections.abc import Iterator

_PATTERNS = {
    "aws-access-key": rb"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
    "aws-secret-key": rb"(?i)aws_?secret[a-z_]{0,20}[\"']?\s*[:=]\s*[\"']?[A-Za-z0-9/+=]{40}\b",
    "private-key": rb"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----",
    "github-token": rb"\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{50,})\b",
    "slack-token": rb"\bxox[abprs]-[A-Za-z0-9-]{10,}",
    "slack-webhook": rb"hooks\.slack\.com/services/T[A-Z0-9]+/B[A-Z0-9]+/[A-Za-z0-9]{16,}",
    "api-key": rb"\bsk-(?:proj-|ant-|live-)?[A-Za-z0-9_-]{20,}",
    "stripe-key": rb"\b[sr]k_live_[A-Za-z0-9]{16,}",
    "google-key": rb"\bAIza[A-Za-z0-9_-]{35}",
    "web-token": rb"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}",
    "password-in-address": rb"://[^\s:/@\"'{}$<>]+:[^\s:/@\"'{}$<>]{6,}@[A-Za-z0-9]",
    "password": rb"(?i)(?:password|passwd|secret_key|api_?key|auth_?token)[\"']?\s*[:=]\s*"
    rb"[\"'](?![\"'$<{%*])[^\s\"']{8,}[\"']",
}
_TELLING = {
    "aws-access-key": (b"akia", b"asia"),
    "aws-secret-key": (b"aws_secret", b"awssecret"),
    "private-key": (b"private key",),
    "github-token": (b"ghp_", b"gho_", b"ghu_", b"ghs_", b"ghr_", b"github_pat_"),
    "slack-token": (b"xox",),
    "slack-webhook": (b"hooks.slack.com",),
    "api-key": (b"sk-",),
    "stripe-key": (b"k_live_",),
    "google-key": (b"aiza",),
    "web-token": (b"eyj",),
    "password-in-address": (b"://",),
    "password": (b"passw", b"secret_key", b"api_key", b"apikey", b"auth_token", b"authtoken"),
}
"""What is in every text of that shape, in small letters: a quick look that spares most data the slow ones."""
SHAPES = {rule: re.compile(pattern) for rule, pattern in _PATTERNS.items()}

_KEY_WITH_BODY = re.compile(
    rb"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----.*?(?:-----END [A-Z ]*-----|\Z)", re.DOTALL
)


def whole(match: re.Match[bytes]) -> bytes:
    """All of a secret whose shape was found: of a private key its body too, which the shape is without."""
    found = _KEY_WITH_BODY.match(match.string, match.start())
    return found[0] if found else match[0]


def without_shapes(text: str) -> str:
    """The text with stars in place of whatever has the shape of a secret; of a private key all of it."""
    data = text.encode(errors="surrogatepass")
    for pattern in (_KEY_WITH_BODY, *SHAPES.values()):
        data = pattern.sub(b"***", data)
    return data.decode(errors="surrogatepass")


def shapes_in(data: bytes) -> Iterator[tuple[str, re.Match[bytes]]]:
    """Everything in the data that has the shape of a secret, with the name of that shape."""
    small = data.lower()
    for rule, words in _TELLING.items():
        if any(word in small for word in words):
            yield from ((rule, match) for match in SHAPES[rule].finditer(data))


def shape_in(text: str) -> str:
    """The name of the first shape that the text has in it; empty where it has none."""
    return next((rule for rule, _ in shapes_in(text.encode(errors="replace"))), "")
