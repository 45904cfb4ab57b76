"""What an image is made of: its packages, read from the databases that lie in its layers."""

import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from email.parser import HeaderParser
from hashlib import sha256

from deploy.connectors.scanner.layers import LayerFile, files
from deploy.model.image import Image

_DPKG = re.compile(r"var/lib/dpkg/status(?:\.d/[^/]+)?")
_APK = "lib/apk/db/installed"
_PYTHON = re.compile(r"(?:.*/)?[^/]+\.(?:dist-info/METADATA|egg-info/PKG-INFO)")
_OS = ("etc/os-release", "usr/lib/os-release")
_SOURCE = re.compile(r"(?P<name>\S+)(?: \((?P<version>[^)]+)\))?")


@dataclass(frozen=True, slots=True, order=True)
class Package:
    """A package, or a file where there is nothing else."""

    kind: str
    """deb, apk, pypi or file."""
    name: str
    version: str = ""
    digest: str = ""
    source: str = ""
    """The source package, with its version behind an @ where that differs; empty where both are the same."""
    distribution: str = ""
    """What it is part of, for example debian-12."""


def packages(image: Image) -> tuple[Package, ...]:
    """Everything that the image says it is made of; a later layer's database replaces an earlier one's."""
    databases: dict[str, tuple[Package, ...]] = {}
    systems: dict[str, str] = {}
    kind = image.artifact
    for file in files(image):
        if found := tuple(_read(file)):
            databases[file.name] = found
        elif file.name in _OS and file.data:
            systems[file.name] = _distribution(file.data)
        elif kind and file.is_file:
            databases[file.name] = (Package("file", file.name, digest=sha256(file.data).hexdigest()),)
    system = next((systems[name] for name in _OS if name in systems), "")
    every = (package for found in databases.values() for package in found)
    return tuple(sorted({_part_of(system, package) for package in every}))


def _part_of(system: str, package: Package) -> Package:
    return replace(package, distribution=system) if package.kind in {"deb", "apk"} else package


def _distribution(data: bytes) -> str:
    """Name and version of the system, from lines such as VERSION_ID="12"."""
    pairs = (line.split("=", 1) for line in data.decode(errors="replace").splitlines() if "=" in line)
    words = {key: "".join(shlex.split(value)) for key, value in pairs if value.count('"') % 2 == 0}
    return f"{words.get('ID', '')}-{words.get('VERSION_ID', '')}".strip("-")


def _read(file: LayerFile) -> Iterator[Package]:
    if _DPKG.fullmatch(file.name):
        yield from _of_dpkg(file.data)
    elif file.name == _APK:
        yield from _of_apk(file.data)
    elif _PYTHON.fullmatch(file.name):
        words = HeaderParser().parsestr(file.data.decode(errors="replace"))
        if words["Name"] and words["Version"]:
            yield Package("pypi", words["Name"].lower().replace("_", "-"), words["Version"])


def _of_dpkg(data: bytes) -> Iterator[Package]:
    """Removed packages stay in its database, and say so."""
    for words in _stanzas(data):
        if {"Package", "Version"} <= words.keys() and "deinstall" not in words.get("Status", ""):
            match = _SOURCE.match(words.get("Source", ""))
            source = "@".join(part for part in match.groups() if part) if match else ""
            yield Package("deb", words["Package"], words["Version"], source=source)


def _of_apk(data: bytes) -> Iterator[Package]:
    for words in _stanzas(data):
        if {"P", "V"} <= words.keys():
            origin = words.get("o", "")
            yield Package("apk", words["P"], words["V"], source="" if origin == words["P"] else origin)


def _stanzas(data: bytes) -> Iterator[Mapping[str, str]]:
    """Blocks of `key: value`, one a package."""
    for block in data.decode(errors="replace").split("\n\n"):
        pairs = (line.split(":", 1) for line in block.splitlines() if ":" in line and line[:1].strip())
        yield {key: value.strip() for key, value in pairs}
