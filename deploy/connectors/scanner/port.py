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
class Specimen:
    """What is examined: an image, and the file that it was built from."""

    component: str
    image: Image
    dockerfile: Path


class Scanner(Protocol):
    """One tool."""

    @property
    def name(self) -> str:
        """How policies and waivers call it."""
        ...

    def examine(self, specimen: Specimen) -> Examination:
        """Look; raises `ToolMissing` where the tool is not there, and `Reverted` where it failed."""
        ...
