"""The shapes that secrets are known by, whoever looks for them: in images, or on a command line."""

import re

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
    "password-in-address": rb"\b[a-z][a-z0-9+]{2,12}://[^\s:/@\"'{}$<>]+:[^\s:/@\"'{}$<>]{6,}@[A-Za-z0-9]",
    "password": rb"(?i)\b[a-z_]{0,24}(?:password|passwd|secret_key|api_?key|auth_?token)[\"']?\s*[:=]\s*"
    rb"[\"'](?![\"'$<{%*])[^\s\"']{8,}[\"']",
}
SHAPES = {rule: re.compile(pattern) for rule, pattern in _PATTERNS.items()}

_KEY_WITH_BODY = re.compile(
    rb"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----.*?(?:-----END [A-Z ]*-----|\Z)", re.DOTALL
)


def without_shapes(text: str) -> str:
    """The text with stars in place of whatever has the shape of a secret; of a private key all of it."""
    data = text.encode(errors="surrogatepass")
    for pattern in (_KEY_WITH_BODY, *SHAPES.values()):
        data = pattern.sub(b"***", data)
    return data.decode(errors="surrogatepass")


def shape_in(text: str) -> str:
    """The name of the first shape that the text has in it; empty where it has none."""
    data = text.encode(errors="replace")
    return next((name for name, shape in SHAPES.items() if shape.search(data)), "")
