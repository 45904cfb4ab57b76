"""Signatures as notes in a folder, which anybody can write: for the memory platform, and for tests."""

from pathlib import Path

from deploy.connectors.signer.port import Checked, Flaw, Signable, SignerWanted


class MemorySigner:
    """A note says who signed, and which digest."""

    name = "memory"

    def __init__(self, folder: Path, wanted: SignerWanted) -> None:
        self._folder = folder
        self._wanted = wanted

    def sign(self, image: Signable) -> None:
        """Note it down, as the signer that is wanted."""
        place = self._place(image)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(f"{self._wanted}\n{image.digest}\n")

    def check(self, image: Signable) -> Checked:
        """Read the note."""
        try:
            signer, digest = self._place(image).read_text().splitlines()
        except OSError:
            return Checked(Flaw.MISSING, "no note of it")
        except ValueError:
            return Checked(Flaw.TAMPERED, "the note is none")
        if digest != image.digest:
            return Checked(Flaw.TAMPERED, f"the note is of {digest}")
        if signer != str(self._wanted):
            return Checked(Flaw.OTHER_SIGNER, f"the note is by {signer}")
        return Checked(None, f"signed by {signer}")

    def _place(self, image: Signable) -> Path:
        return self._folder / f"{image.digest.replace(':', '-')}.note"
