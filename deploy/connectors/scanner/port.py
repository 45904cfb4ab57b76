"""What we need of a scanner: the same five things from every tool."""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from pathlib import Path
from typing import Protocol

from deploy.model.image import Image


class Severity(IntEnum):
    """How bad a finding is."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    @classmethod
    def of(cls, word: str) -> "Severity":
        """What a tool calls it; what nobody has judged counts as high, until somebody answers for it."""
        return _WORDS.get(word.upper(), cls.HIGH)


_WORDS = {severity.name: severity for severity in Severity} | {
    "MODERATE": Severity.MEDIUM,
    "NEGLIGIBLE": Severity.LOW,
    "INFORMATIONAL": Severity.LOW,
    "UNIMPORTANT": Severity.LOW,
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that should not be; it says where, never what a secret is."""

    rule: str
    severity: Severity
    where: str
    what: str


@dataclass(frozen=True, slots=True)
class Examination:
    """What one tool says of one image."""

    tool: str
    version: str
    items: int
    """How many things were examined; a tool that examined nothing has found nothing out."""
    findings: tuple[Finding, ...] = ()
    database_date: date | None = None
    """How new its knowledge is; None where it needs no database."""


@dataclass(frozen=True, slots=True)
class Part:
    """One line of a bill of materials, in the words of package addresses (purl)."""

    kind: str
    """deb, apk, pypi, npm and so on."""
    name: str
    version: str
    source: str = ""
    """The source package that it was built from, where that is called otherwise."""
    distribution: str = ""
    """For example debian-12; empty where it is part of none."""


@dataclass(frozen=True, slots=True)
class Bill:
    """The bill of materials of an image: the file, and what stands in it."""

    path: Path
    parts: tuple[Part, ...]


NO_BILL = Bill(Path(), ())


@dataclass(frozen=True, slots=True)
class Specimen:
    """What is examined: an image, what it is made of, and the file that it was built from."""

    component: str
    image: Image
    dockerfile: Path | None
    """None where there is none, as for a static site."""
    repository: str = ""
    bill: Bill = NO_BILL


class Scanner(Protocol):
    """One tool that looks at images."""

    @property
    def name(self) -> str:
        """How policies and waivers call it."""
        ...

    def examine(self, specimen: Specimen) -> Examination:
        """Look; raises `ToolMissing` where the tool is not there, and `Reverted` where it failed."""
        ...


class FolderScanner(Protocol):
    """One tool that looks at a folder of the repository, whatever images there are."""

    @property
    def name(self) -> str:
        """How policies and waivers call it."""
        ...

    def examine_folder(self, folder: Path) -> Examination:
        """Look; raises as a `Scanner` does."""
        ...


class BillMaker(Protocol):
    """Tells what an image is made of."""

    def document(self, specimen: Specimen) -> dict[str, object]:
        """The bill as CycloneDX 1.6; raises as a `Scanner` does."""
        ...
