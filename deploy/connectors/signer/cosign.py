"""cosign, by its command line; its signatures lie in the registry, beside the images."""

import json
from collections.abc import Callable

from deploy.connectors.process.port import Command, ProcessRunner, Result
from deploy.connectors.signer.failing import not_checked, not_signed
from deploy.connectors.signer.port import Checked, Flaw, Signable, SignerWanted

_SECONDS = 120.0
_LETS_THROUGH = (
    *("DOCKER_CONFIG", "SIGSTORE_ROOT_FILE", "TUF_ROOT", "COSIGN_DOCKER_MEDIA_TYPES"),
    *("AWS_REGION", "AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"),
    *("ACTIONS_ID_TOKEN_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_TOKEN"),
)
"""Its login to the registry, and what proves to others who we are: cosign reads both from its environment."""
# As cosign documents its exit codes.
_NO_SIGNATURE, _NO_IMAGE, _NO_MATCH, _NO_CERTIFICATE = 10, 11, 12, 13
_OF_SOMEBODY_ELSE = ("none of the expected identities matched", "expected identities", "expected issuer")
_TAIL = 300


class Cosign:
    """Signs and verifies by digest, never by tag."""

    name = "cosign"

    def __init__(self, processes: ProcessRunner, wanted: SignerWanted, address: Callable[[str], str]) -> None:
        self._processes = processes
        self._wanted = wanted
        self._address = address
        """Registry and repository, from the repository."""

    def sign(self, image: Signable) -> None:
        """Sign it in the registry; nobody is asked, in a browser or otherwise."""
        key = ("--key", self._wanted.key) if self._wanted.key else ()
        done = self._run("sign", "--yes", *key, self._reference(image))
        if not done.is_ok:
            raise not_signed(self.name, image.digest, _tail(done))

    def check(self, image: Signable) -> Checked:
        """Ask for signatures of that digest by the wanted signer."""
        done = self._run("verify", "--output", "json", *self._whose(), self._reference(image))
        if done.is_ok:
            return self._proved(image, done)
        flaw = _flaw(done)
        if flaw is None:
            raise not_checked(self.name, image.digest, _tail(done))
        return Checked(flaw, _tail(done))

    def _proved(self, image: Signable, done: Result) -> Checked:
        """What cosign verified, read once more: every payload has to name the very digest."""
        try:
            payloads = json.loads(done.out)
            digests = {str(one["critical"]["image"]["docker-manifest-digest"]) for one in payloads}
        except (ValueError, KeyError, TypeError) as error:
            raise not_checked(self.name, image.digest, f"its answer cannot be read: {error}") from error
        if digests != {image.digest}:
            return Checked(Flaw.TAMPERED, f"it is of {', '.join(sorted(digests)) or 'nothing'}")
        return Checked(None, f"signed by {self._wanted}")

    def _whose(self) -> tuple[str, ...]:
        wanted = self._wanted
        if wanted.key:
            return ("--key", wanted.key)
        return ("--certificate-identity", wanted.identity, "--certificate-oidc-issuer", wanted.issuer)

    def _reference(self, image: Signable) -> str:
        return f"{self._address(image.repository)}@{image.digest}"

    def _run(self, *words: str) -> Result:
        argv = (self.name, *words)
        return self._processes.run(Command(argv, lets_through=_LETS_THROUGH, deadline_seconds=_SECONDS))


def _flaw(done: Result) -> Flaw | None:
    """Its exit code says that nothing matched; only its words say whether the signer or the bytes did not."""
    if done.code in {_NO_SIGNATURE, _NO_IMAGE} or "no signatures found" in done.err:
        return Flaw.MISSING
    if done.code == _NO_CERTIFICATE or any(words in done.err for words in _OF_SOMEBODY_ELSE):
        return Flaw.OTHER_SIGNER
    return Flaw.TAMPERED if done.code == _NO_MATCH else None


def _tail(done: Result) -> str:
    """The end of what it said, on one line."""
    said = " ".join(done.err.split())
    return f"it {done.ending}: {said[-_TAIL:] or 'it said nothing'}"
