"""Image hygiene: who runs it, whether it can be asked how it is, and files that anybody can use or change."""

import json
import re
import stat
from collections.abc import Iterator

from deploy.connectors.scanner.layers import LayerFile, files
from deploy.connectors.scanner.port import Examination, Finding, Severity, Specimen

VERSION = "1"
_FROM = re.compile(r"^FROM\s+(?:--\S+\s+)*(?P<image>\S+)", re.MULTILINE | re.IGNORECASE)
_USER = re.compile(r"^USER\s+(?P<user>\S+)", re.MULTILINE | re.IGNORECASE)
_HEALTH = re.compile(r"^HEALTHCHECK\s+(?!NONE)", re.MULTILINE | re.IGNORECASE)
_STAGE = re.compile(r"^FROM\s.*\sAS\s+(?P<name>\S+)", re.MULTILINE | re.IGNORECASE)
_ROOT = ("", "root", "0")


class Hygiene:
    """Our own rules; they need no database."""

    name = "hygiene"

    def examine(self, specimen: Specimen) -> Examination:
        """Look at the Dockerfile and the configuration, where there are any, and at every file."""
        found: list[Finding] = []
        count = 0
        if specimen.dockerfile:
            found += _dockerfile(specimen.dockerfile.read_text())
        if not specimen.image.artifact:
            found += _configuration(json.loads(specimen.image.config.path.read_bytes()))
        for file in files(specimen.image):
            count += 1
            found += _file(file)
        return Examination(self.name, VERSION, count, tuple(dict.fromkeys(found)))


def _dockerfile(text: str) -> Iterator[Finding]:
    stages = {match["name"] for match in _STAGE.finditer(text)}
    for match in _FROM.finditer(text):
        image = match["image"]
        if image not in stages and not image.startswith("$") and _moves(image):
            yield Finding(
                "base-moves", Severity.HIGH, "Dockerfile", f"FROM {image} is another image tomorrow"
            )
    users = [match["user"].partition(":")[0] for match in _USER.finditer(text.rpartition("FROM ")[2])]
    if (users[-1] if users else "") in _ROOT:
        yield Finding("runs-as-root", Severity.HIGH, "Dockerfile", "the last stage names no user but root")
    if not _HEALTH.search(text):
        yield Finding("no-health-check", Severity.HIGH, "Dockerfile", "nothing can be asked how it is")


def _moves(image: str) -> bool:
    last = image.rpartition("/")[2]
    return "@" not in image and (":" not in last or last.endswith(":latest"))


def _configuration(words: dict[str, dict[str, object]]) -> Iterator[Finding]:
    config = words.get("config") or {}
    if str(config.get("User") or "").partition(":")[0] in _ROOT:
        yield Finding("runs-as-root", Severity.HIGH, "configuration", "the image runs as root")
    if not config.get("Healthcheck"):
        yield Finding("no-health-check", Severity.HIGH, "configuration", "nothing can be asked how it is")


def _file(file: LayerFile) -> Iterator[Finding]:
    if not file.is_file:
        return
    is_folder_for_all = file.mode & stat.S_ISVTX
    if file.mode & stat.S_IWOTH and not is_folder_for_all:
        yield Finding("world-writable", Severity.HIGH, file.name, "anybody may change it")
    if file.mode & (stat.S_ISUID | stat.S_ISGID) and file.data:
        yield Finding("setuid", Severity.MEDIUM, file.name, "it runs with the rights of its owner or group")
