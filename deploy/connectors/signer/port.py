"""What we need of whoever signs images."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol


class Flaw(StrEnum):
    """Which check a signature did not pass."""

    MISSING = "there is no signature"
    OTHER_SIGNER = "somebody else signed it"
    TAMPERED = "the signature is not of these bytes"


@dataclass(frozen=True, slots=True)
class SignerWanted:
    """Whose signature counts: an identity with who vouches for it, or a key in a key service."""

    identity: str = ""
    issuer: str = ""
    key: str = ""

    def __str__(self) -> str:
        return self.key or f"{self.identity} ({self.issuer})"


@dataclass(frozen=True, slots=True)
class Signable:
    """An image by its digest, and the file with its manifest, whose digest that is."""

    repository: str
    digest: str
    manifest: Path | None = None
    """Needed for signing alone."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of looking at a signature."""

    flaw: Flaw | None
    text: str
    """What was found, in words."""


class Signer(Protocol):
    """Signs images, and looks at signatures."""

    @property
    def name(self) -> str:
        """How settings call it."""
        ...

    def sign(self, image: Signable) -> None:
        """Sign it; raises `ToolMissing` where the tool is not there, and `Reverted` where it failed."""
        ...

    def check(self, image: Signable) -> Checked:
        """Look whether the wanted signer signed it; raises `Refused` where that could not be found out."""
        ...
