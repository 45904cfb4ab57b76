"""Secrets in layers and in the configuration of an image, by the shapes that they are known by."""

import re
from collections.abc import Iterator
from hashlib import sha256

from deploy.connectors.scanner.layers import files
from deploy.connectors.scanner.port import Examination, Finding, Severity, Specimen

VERSION = "1"
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
_RULES = {rule: re.compile(pattern) for rule, pattern in _PATTERNS.items()}


class PlantedSecrets:
    """Our own rules; they need no database."""

    name = "secrets"

    def examine(self, specimen: Specimen) -> Examination:
        """Look at the configuration, which has every ENV and RUN line, and at every file of every layer."""
        found, count = list(_in_data("configuration", specimen.image.config.path.read_bytes())), 1
        for file in files(specimen.image):
            count += 1
            found += _in_data(file.name, file.data)
        return Examination(self.name, VERSION, count, tuple(found))


def _in_data(name: str, data: bytes) -> Iterator[Finding]:
    for rule, pattern in _RULES.items():
        for match in pattern.finditer(data):
            line = data.count(b"\n", 0, match.start()) + 1
            mark = sha256(match[0]).hexdigest()[:8]
            yield Finding(
                rule, Severity.CRITICAL, f"{name}:{line}", f"what looks like a secret (mark {mark})"
            )
