"""What an image is made of: its packages, read from the databases that lie in its layers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.parser import HeaderParser
from hashlib import sha256

from deploy.connectors.scanner.layers import LayerFile, files, is_bundle
from deploy.model.image import Image

_DPKG = re.compile(r"var/lib/dpkg/status(?:\.d/[^/]+)?")
_APK = "lib/apk/db/installed"
_PYTHON = re.compile(r"(?:.*/)?[^/]+\.(?:dist-info/METADATA|egg-info/PKG-INFO)")


@dataclass(frozen=True, slots=True, order=True)
class Package:
    """A package, or a file where there is nothing else."""

    kind: str
    """deb, apk, pypi or file."""
    name: str
    version: str = ""
    digest: str = ""


def packages(image: Image) -> tuple[Package, ...]:
    """Everything that the image says it is made of; a later layer's database replaces an earlier one's."""
    databases: dict[str, tuple[Package, ...]] = {}
    for file in files(image):
        if found := tuple(_read(file)):
            databases[file.name] = found
        elif is_bundle(image) and file.is_file:
            databases[file.name] = (Package("file", file.name, digest=sha256(file.data).hexdigest()),)
    return tuple(sorted({package for found in databases.values() for package in found}))


def _read(file: LayerFile) -> Iterator[Package]:
    if _DPKG.fullmatch(file.name):
        yield from _stanzas("deb", file.data, "Package", "Version")
    elif file.name == _APK:
        yield from _stanzas("apk", file.data, "P", "V")
    elif _PYTHON.fullmatch(file.name):
        words = HeaderParser().parsestr(file.data.decode(errors="replace"))
        if words["Name"] and words["Version"]:
            yield Package("pypi", words["Name"].lower().replace("_", "-"), words["Version"])


def _stanzas(kind: str, data: bytes, name: str, version: str) -> Iterator[Package]:
    """Blocks of `key: value`, one a package; dpkg keeps removed ones too, and says so."""
    for block in data.decode(errors="replace").split("\n\n"):
        words = dict(line.split(":", 1) for line in block.splitlines() if ":" in line and line[:1].strip())
        if name in words and version in words and "deinstall" not in words.get("Status", ""):
            yield Package(kind, words[name].strip(), words[version].strip())
