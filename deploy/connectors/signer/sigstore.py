"""sigstore: a signature as a bundle in a file, looked at without the network by the library of that name.

What is signed are the bytes of the manifest, whose hash is the digest of the image; that is enough to verify.
"""

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from deploy.connectors.process.port import Command, ProcessRunner
from deploy.connectors.signer.failing import not_checked, not_signed
from deploy.connectors.signer.port import Checked, Flaw, Signable, SignerWanted
from deploy.errors import ToolMissing

if TYPE_CHECKING:
    from sigstore.verify import Verifier

_SECONDS = 120.0
_LETS_THROUGH = ("ACTIONS_ID_TOKEN_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_TOKEN")
_TAIL = 300


class _Anybody:
    """A policy that lets every signer pass, so that only the bytes are judged."""

    def verify(self, _certificate: object) -> None:
        """Say nothing against it."""


class SigstoreBundles:
    """Bundles of one folder, each named by the digest that it is of."""

    name = "sigstore"

    def __init__(
        self, folder: Path, wanted: SignerWanted, processes: ProcessRunner, trusted_root: Path | None = None
    ) -> None:
        self._folder = folder
        self._wanted = wanted
        self._processes = processes
        self._trusted_root = trusted_root

    def sign(self, image: Signable) -> None:
        """Sign the manifest as the identity of this job; that asks the services of sigstore."""
        if image.manifest is None:
            raise not_signed(self.name, image.digest, "its manifest is not on this machine")
        self._folder.mkdir(parents=True, exist_ok=True)
        argv = (self.name, "sign", "--overwrite", "--bundle", str(self._bundle(image)), str(image.manifest))
        done = self._processes.run(
            Command(argv, lets_through=_LETS_THROUGH, deadline_seconds=_SECONDS, no_progress_seconds=_SECONDS)
        )
        if not done.is_ok:
            raise not_signed(self.name, image.digest, f"it {done.ending}: {done.err.strip()[-_TAIL:]}")

    def check(self, image: Signable) -> Checked:
        """First whether the signature is of these bytes, then whose it is: so a refusal names the check."""
        verifier = self._verifier()
        from sigstore.errors import Error  # noqa: PLC0415 - an extra, and heavy
        from sigstore.hashes import Hashed  # noqa: PLC0415 - as above
        from sigstore.models import Bundle, InvalidBundle  # noqa: PLC0415 - as above
        from sigstore.verify.policy import Identity  # noqa: PLC0415 - as above
        from sigstore_models.common.v1 import HashAlgorithm  # noqa: PLC0415 - as above

        if not self._bundle(image).is_file():
            return Checked(Flaw.MISSING, f"{self._bundle(image).name} is not in {self._folder.name}")
        bytes_ = bytes.fromhex(image.digest.partition(":")[2])
        hashed = Hashed(algorithm=HashAlgorithm.SHA2_256, digest=bytes_)
        flaw = Flaw.TAMPERED
        try:
            bundle = Bundle.from_json(self._bundle(image).read_bytes())
            verifier.verify_artifact(hashed, bundle, _Anybody())
            flaw = Flaw.OTHER_SIGNER
            policy = Identity(identity=self._wanted.identity, issuer=self._wanted.issuer)
            verifier.verify_artifact(hashed, bundle, policy)
        except (Error, InvalidBundle, ValueError) as error:
            return Checked(flaw, str(error)[-_TAIL:])
        return Checked(None, f"signed by {self._wanted}")

    def _bundle(self, image: Signable) -> Path:
        return self._folder / f"{image.digest.replace(':', '-')}.sigstore.json"

    def _verifier(self) -> "Verifier":
        """By our own trusted root where there is one, else by the public one that comes with the library."""
        try:
            from sigstore.models import TrustedRoot  # noqa: PLC0415 - an extra, and heavy
            from sigstore.verify import Verifier  # noqa: PLC0415 - as above
        except ImportError as error:
            raise ToolMissing(
                "tool-missing",
                what="sigstore is not installed",
                why="[signing] asks for it, and it is no part of the usual packages",
                do="SWINGBRIDGE_EXTRAS='rehearsal signing' ./inv --list installs it",
            ) from error
        logging.getLogger(self.name).addHandler(
            logging.NullHandler()
        )  # its remarks are no part of our screen
        if self._trusted_root is None:
            return Verifier.production(offline=True)
        try:
            return Verifier(trusted_root=TrustedRoot.from_file(str(self._trusted_root)))
        except (OSError, ValueError) as error:
            raise not_checked(self.name, "any image", f"the trusted root cannot be read: {error}") from error
