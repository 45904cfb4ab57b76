"""cosign, by a program of that name which answers as recorded."""

import json
from pathlib import Path

import pytest

from deploy.connectors.signer.cosign import Cosign
from deploy.connectors.signer.port import Flaw, Signable, SignerWanted
from deploy.errors import Refused, Reverted, ToolMissing
from tests.connectors.signer.programs import program

DIGEST = "sha256:" + "a" * 64
IMAGE = Signable("web", DIGEST)
WORKFLOW = SignerWanted(
    "https://github.com/o/r/.github/workflows/x.yml@refs/heads/main", "https://issuer.test"
)
KEY = SignerWanted(key="awskms:///alias/images")
NO_SIGNATURE = "Error: no signatures found\nerror during command execution: no signatures found\n"
OTHER = (
    "Error: no matching signatures: none of the expected identities matched what was in the certificate, "
    "got subjects [eve@example.com] with issuer https://issuer.test\n"
)
BROKEN = "Error: no matching signatures: invalid signature when validating ASN.1 encoded signature\n"


def cosign(folder: Path, text: str, wanted: SignerWanted = WORKFLOW) -> Cosign:
    """The adapter over a program with that text."""
    return Cosign(program(folder / "bin", "cosign", text), wanted, lambda name: f"registry.test:5000/{name}")


def says(code: int, out: str = "", err: str = "") -> str:
    """A program that says this, and ends so."""
    return f"import sys\nsys.stdout.write({out!r})\nsys.stderr.write({err!r})\nsys.exit({code})\n"


def payload(digest: str = DIGEST) -> str:
    """What cosign prints for what it verified."""
    image = {"docker-manifest-digest": digest}
    critical = {"identity": {"docker-reference": "registry.test:5000/web"}, "image": image}
    return json.dumps(
        [{"critical": {**critical, "type": "cosign container image signature"}, "optional": {}}]
    )


def keeps(folder: Path, out: str = "") -> str:
    """A program that keeps its arguments and its environment."""
    return (
        "import json, os, sys\n"
        f"open({str(folder / 'seen')!r}, 'w').write(json.dumps([sys.argv[1:], sorted(os.environ)]))\n"
        f"sys.stdout.write({out!r})\n"
    )


def test_a_signature_by_the_right_one_passes(tmp_path: Path) -> None:
    """Asked by digest, with the identity and its issuer."""
    checked = cosign(tmp_path, keeps(tmp_path, payload())).check(IMAGE)
    words, names = json.loads((tmp_path / "seen").read_text())

    assert checked.flaw is None
    assert [
        *("verify", "--output", "json", "--certificate-identity", WORKFLOW.identity),
        *("--certificate-oidc-issuer", WORKFLOW.issuer, f"registry.test:5000/web@{DIGEST}"),
    ] == words
    assert "COSIGN_PASSWORD" not in names


@pytest.mark.parametrize(
    ("answer", "flaw"),
    [
        (says(10, err=NO_SIGNATURE), Flaw.MISSING),
        (says(1, err=NO_SIGNATURE), Flaw.MISSING),
        (says(11, err="Error: image tag not found\n"), Flaw.MISSING),
        (says(12, err=OTHER), Flaw.OTHER_SIGNER),
        (says(1, err=OTHER), Flaw.OTHER_SIGNER),
        (says(13, err="Error: no certificate found on signature\n"), Flaw.OTHER_SIGNER),
        (says(12, err=BROKEN), Flaw.TAMPERED),
        (says(0, out=payload("sha256:" + "b" * 64)), Flaw.TAMPERED),
        (says(0, out="[]"), Flaw.TAMPERED),
    ],
)
def test_row_33_a_flaw_says_which_check_it_was(tmp_path: Path, answer: str, flaw: Flaw) -> None:
    """None, another signer, or other bytes; also of a cosign that has no exit codes of its own."""
    assert flaw == cosign(tmp_path, answer).check(IMAGE).flaw


@pytest.mark.parametrize(
    "answer", [says(1, err="Error: dial tcp: refused"), says(0, out="x"), says(0, out="[1]")]
)
def test_no_answer_is_neither_good_nor_bad(tmp_path: Path, answer: str) -> None:
    """Refused: nobody knows."""
    with pytest.raises(Refused) as caught:
        cosign(tmp_path, answer).check(IMAGE)

    assert "signature-not-checked" == caught.value.reference


def test_a_key_in_a_key_service_signs_and_is_asked_for(tmp_path: Path) -> None:
    """By its name; no key is ever on this machine."""
    signer = cosign(tmp_path, keeps(tmp_path), KEY)
    signer.sign(IMAGE)

    reference = f"registry.test:5000/web@{DIGEST}"
    assert ["sign", "--yes", "--key", KEY.key, reference] == json.loads((tmp_path / "seen").read_text())[0]


def test_a_failed_signature_says_why(tmp_path: Path) -> None:
    """The image stays where it is."""
    with pytest.raises(Reverted) as caught:
        cosign(tmp_path, says(1, err="Error: no identity token\n")).sign(IMAGE)

    assert ("image-not-signed", True) == (caught.value.reference, "no identity token" in caught.value.why)


def test_without_the_program_there_is_exit_7(tmp_path: Path) -> None:
    """Signing and looking alike."""
    runner = program(tmp_path / "bin", "other", "")
    with pytest.raises(ToolMissing):
        Cosign(runner, WORKFLOW, str).check(IMAGE)
