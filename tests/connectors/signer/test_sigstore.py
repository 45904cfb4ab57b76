"""The library sigstore over a sigstore of our own: really signed, and really verified, offline."""

import hashlib
import json
from pathlib import Path

import pytest

from deploy.connectors.process.memory import MemoryProcessRunner
from deploy.connectors.signer.port import Flaw, Signable, SignerWanted
from deploy.connectors.signer.sigstore import SigstoreBundles
from deploy.errors import Refused, Reverted
from tests.connectors.signer.programs import program

pytest.importorskip("sigstore", reason="sigstore is not installed: extra `signing`")

from tests.connectors.signer.little_sigstore import LittleSigstore

MANIFEST = b'{"schemaVersion": 2}'
DIGEST = f"sha256:{hashlib.sha256(MANIFEST).hexdigest()}"
IMAGE = Signable("web", DIGEST)
RELEASE = "https://github.com/o/r/.github/workflows/release.yml@refs/heads/main"
ISSUER = "https://token.actions.githubusercontent.com"


@pytest.fixture(scope="module")
def authority() -> LittleSigstore:
    """Keys are slow to make; the authorities are the same for all tests here."""
    return LittleSigstore()


def signer(
    folder: Path, authority: LittleSigstore, bundle: str | None, identity: str = RELEASE, issuer: str = ISSUER
) -> SigstoreBundles:
    """The adapter over a folder with that bundle, wanting that identity."""
    (folder / "root.json").write_text(authority.trusted_root())
    if bundle is not None:
        (folder / f"{DIGEST.replace(':', '-')}.sigstore.json").write_text(bundle)
    return SigstoreBundles(
        folder, SignerWanted(identity, issuer), MemoryProcessRunner(), folder / "root.json"
    )


def test_a_signature_by_the_right_one_passes_by_the_digest_alone(
    tmp_path: Path, authority: LittleSigstore
) -> None:
    """Without the network, and without the manifest."""
    checked = signer(tmp_path, authority, authority.signed(MANIFEST, RELEASE, ISSUER)).check(IMAGE)

    assert (None, f"signed by {RELEASE} ({ISSUER})") == (checked.flaw, checked.text)


def test_row_33_a_missing_signature(tmp_path: Path, authority: LittleSigstore) -> None:
    """The file is named."""
    checked = signer(tmp_path, authority, None).check(IMAGE)

    assert Flaw.MISSING is checked.flaw
    assert DIGEST[7:] in checked.text


@pytest.mark.parametrize(
    ("identity", "issuer"), [(RELEASE.replace("main", "other"), ISSUER), (RELEASE, "https://elsewhere.test")]
)
def test_row_33_another_signer(tmp_path: Path, authority: LittleSigstore, identity: str, issuer: str) -> None:
    """Another branch of the same workflow, or the same name vouched for by somebody else."""
    bundle = authority.signed(MANIFEST, identity, issuer)

    assert Flaw.OTHER_SIGNER is signer(tmp_path, authority, bundle).check(IMAGE).flaw


@pytest.mark.parametrize(
    "change", ["bytes", "signature", "authority", "promise", "proof", "certificate", "cut", "nothing"]
)
def test_row_33_tampered_in_any_part(tmp_path: Path, authority: LittleSigstore, change: str) -> None:
    """Other bytes, another signature, an authority that nobody trusts, or a changed proof."""
    other = json.loads(authority.signed(b"other", RELEASE, ISSUER))
    bundle = json.loads(authority.signed(MANIFEST, RELEASE, ISSUER))
    material, entry = bundle["verificationMaterial"], bundle["verificationMaterial"]["tlogEntries"][0]
    if change == "bytes":
        bundle = other
    if change == "signature":
        bundle["messageSignature"]["signature"] = other["messageSignature"]["signature"]
    if change == "authority":
        bundle = json.loads(LittleSigstore().signed(MANIFEST, RELEASE, ISSUER))
    if change == "promise":
        entry["inclusionPromise"] = other["verificationMaterial"]["tlogEntries"][0]["inclusionPromise"]
    if change == "proof":
        entry["inclusionProof"] = other["verificationMaterial"]["tlogEntries"][0]["inclusionProof"]
    if change == "certificate":
        material["certificate"] = other["verificationMaterial"]["certificate"]
    text = {"cut": json.dumps(bundle)[:400], "nothing": ""}.get(change, json.dumps(bundle))

    assert Flaw.TAMPERED is signer(tmp_path, authority, text).check(IMAGE).flaw


def test_a_trusted_root_that_cannot_be_read_is_no_answer(tmp_path: Path, authority: LittleSigstore) -> None:
    """Neither good nor bad."""
    made = signer(tmp_path, authority, authority.signed(MANIFEST, RELEASE, ISSUER))
    (tmp_path / "root.json").write_text("{")
    with pytest.raises(Refused) as caught:
        made.check(IMAGE)

    assert "signature-not-checked" == caught.value.reference


def test_signing_is_left_to_the_program_which_is_given_the_manifest(tmp_path: Path) -> None:
    """Its hash is the image's digest; the bundle lies under that."""
    (tmp_path / "manifest").write_bytes(MANIFEST)
    seen = tmp_path / "seen"
    text = f"import json, sys\nopen({str(seen)!r}, 'w').write(json.dumps(sys.argv[1:]))\n"
    made = SigstoreBundles(
        tmp_path / "b", SignerWanted(RELEASE, ISSUER), program(tmp_path / "bin", "sigstore", text)
    )
    made.sign(Signable("web", DIGEST, tmp_path / "manifest"))
    bundle = tmp_path / "b" / f"{DIGEST.replace(':', '-')}.sigstore.json"

    assert ["sign", "--overwrite", "--bundle", str(bundle), str(tmp_path / "manifest")] == json.loads(
        seen.read_text()
    )


def test_a_program_that_cannot_sign_says_why(tmp_path: Path) -> None:
    """As a job without an identity."""
    runner = program(tmp_path / "bin", "sigstore", "import sys\nsys.exit('no identity token')\n")
    made = SigstoreBundles(tmp_path, SignerWanted(RELEASE, ISSUER), runner)
    with pytest.raises(Reverted, match="could not sign"):
        made.sign(Signable("web", DIGEST, tmp_path))
    with pytest.raises(Reverted, match="could not sign"):
        made.sign(IMAGE)
