"""detect-secrets over the layers of an image, by its command line; nobody is asked about what it finds."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

from deploy.connectors.process.port import ProcessRunner
from deploy.connectors.scanner.asking import said
from deploy.connectors.scanner.failing import NO_REPORT, unreadable
from deploy.connectors.scanner.layers import files
from deploy.connectors.scanner.port import Examination, Finding, Severity, Specimen

LARGEST = 1024 * 1024
"""It reads line by line what people write; larger files are searched by our own patterns alone."""
_SUFFIX = 10
_GUESSES = ("Base64HighEntropyString", "HexHighEntropyString", "IPPublicDetector")
"""In a whole operating system these find thousands of things that are no secrets."""
_WAIVED_IN_THE_FILE = "detect_secrets.filters.allowlist.is_line_allowlisted"
"""A comment in a file must not hide what is beside it; waivers have an owner and a day."""
_OPTIONS = (
    *(word for plugin in _GUESSES for word in ("--disable-plugin", plugin)),
    *("--disable-filter", _WAIVED_IN_THE_FILE),
    *("--all-files", "--no-verify"),
)
_BY_KEYWORD = "Secret Keyword"


class DetectSecrets:
    """Gives the text files of all layers to the program, each under a number instead of its name."""

    name = "detect-secrets"

    def __init__(self, processes: ProcessRunner) -> None:
        self._processes = processes

    def examine(self, specimen: Specimen) -> Examination:
        """Look at the configuration and at every text file of every layer."""
        with TemporaryDirectory(prefix="layers-", dir=specimen.image.config.path.parent.parent) as folder:
            names = _unpack(specimen, Path(folder))
            told = said(self._processes, self.name, "-C", folder, "scan", *_OPTIONS, ".")
        try:
            report = json.loads(told)
            return Examination(self.name, str(report["version"]), len(names), tuple(_findings(report, names)))
        except NO_REPORT as error:
            raise unreadable(self.name, error) from error


def _unpack(specimen: Specimen, folder: Path) -> Mapping[str, str]:
    """Write the files; the names that they have in the image, by those that they have in the folder."""
    names: dict[str, str] = {}
    for name, data in _texts(specimen):
        suffix = PurePosixPath(name).suffix
        number = f"{len(names):06}{suffix if suffix.isascii() and len(suffix) < _SUFFIX else ''}"
        (folder / number).write_bytes(data)
        names[number] = name
    return names


def _texts(specimen: Specimen) -> Iterator[tuple[str, bytes]]:
    yield "configuration", specimen.image.config.path.read_bytes()
    for file in files(specimen.image):
        if file.data and len(file.data) <= LARGEST and b"\0" not in file.data:
            yield file.name, file.data


def _findings(report: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[Finding]:
    for number, found in report["results"].items():
        for one in found:
            rule = str(one["type"])
            severity = Severity.MEDIUM if rule == _BY_KEYWORD else Severity.CRITICAL
            mark = f"what looks like a secret (mark {str(one['hashed_secret'])[:8]})"
            where = f"{names[number.removeprefix('./')]}:{one['line_number']}"
            yield Finding(rule.lower().replace(" ", "-"), severity, where, mark)
