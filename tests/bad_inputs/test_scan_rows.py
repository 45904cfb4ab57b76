"""Bad inputs that scans, signatures and the release record answer for; the number is the row in their list.

Each leaves the platform as it was. Rows 33 and 34 tool by tool stand beside the tools, in
`tests/connectors/signer` and `tests/connectors/scanner`.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from deploy.errors import ExitCode
from deploy.model.row import Kind
from tests.tasks.images import prompt_with_images
from tests.tasks.prompt import Answer, Prompt

pytestmark = pytest.mark.usefixtures("without_engine")

NAMED = ("--env=memory", "--release=v1")
SIGNING = '[signing]\ntool = "memory"\nidentity = "release@example.com"\nissuer = "https://issuer.test"\n'
KEY = "AKIA" + "IOSFODNN7EXAMPLE"


@dataclass
class Shop:
    """A prompt whose environment is as demanding as production."""

    prompt: Prompt

    def demands(self, approvals: str, more: str = "") -> None:
        """Let the environment ask for this."""
        path = self.prompt.folder / "apps/cost-simulator/memory.toml"
        path.write_text(f"{path.read_text()}\n[approvals]\n{approvals}\n{more}")

    def types(self, *verbs: str) -> list[int]:
        """Type these, one after the other; their exit codes."""
        return [self.prompt.type(verb, *NAMED).code for verb in verbs]

    def refused(
        self, verb: str = "deploy-bluegreen", code: ExitCode = ExitCode.REFUSED, *more: str
    ) -> Answer:
        """The answer of a command that has to be refused, after a look that nothing went live."""
        answer = self.prompt.type(verb, *NAMED, *more)
        assert (code, "") == (answer.code, self.prompt.live), answer.told
        return answer


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    """A prompt in a copy of systems and images."""
    return Shop(prompt_with_images(tmp_path))


def test_row_30_a_release_that_was_never_pushed(shop: Shop) -> None:
    """The lines that build and push it; production looks no tag up."""
    path = shop.prompt.folder / "apps/cost-simulator/memory.toml"
    path.write_text(f"is_production = true\n{path.read_text()}")
    told = shop.refused("deploy-bluegreen", ExitCode.REFUSED, "--yes").told

    assert "release-not-pushed" in told
    assert "inv build --release=v1 --env=memory, then inv push --release=v1 --env=memory" in told
    assert shop.prompt.is_untouched


def test_row_30_a_digest_that_was_built_and_not_pushed(shop: Shop) -> None:
    """An image on this machine is no release: nobody else could start it."""
    built = shop.types("build")
    path = shop.prompt.folder / "apps/cost-simulator/memory.toml"
    path.write_text(f"is_production = true\n{path.read_text()}")
    told = shop.refused("deploy-bluegreen", ExitCode.REFUSED, "--yes").told

    assert [0] == built
    assert "release-not-pushed" in told


@pytest.mark.parametrize(
    ("note", "reference"),
    [
        (None, "signature-missing"),
        ("eve (https://issuer.test)\n{digest}\n", "signature-by-another"),
        ("release@example.com (https://issuer.test)\nsha256:other\n", "signature-tampered"),
        ("half a no", "signature-tampered"),
    ],
)
def test_row_33_a_signature_that_is_missing_by_another_or_tampered(
    shop: Shop, note: str | None, reference: str
) -> None:
    """The reference says which check it was."""
    shop.demands("needs_signature = true", SIGNING)
    pushed = shop.types("build", "push")
    (place,) = (shop.prompt.folder / ".swingbridge/signatures").glob("*.note")
    digest = place.read_text().splitlines()[1]
    place.unlink()
    if note is not None:
        place.write_text(note.replace("{digest}", digest))

    assert [0, 0] == pushed
    assert reference in shop.refused().told


@pytest.mark.parametrize("tool", ["trivy", "grype"])
def test_row_34_a_scanner_that_is_named_and_missing(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, tool: str
) -> None:
    """Exit 7 and its name; the release has no verdict, and so does not go anywhere."""
    shop.demands("scan_days = 7", f'[scan]\ntools = ["{tool}"]\n')
    shop.types("build")
    monkeypatch.setenv("PATH", str(shop.prompt.folder))
    missing = shop.refused("scan", ExitCode.TOOL_MISSING)
    monkeypatch.undo()
    shop.types("push")

    assert tool in missing.told
    assert "release-not-scanned" in shop.refused().told


def test_row_34_a_scanner_whose_knowledge_is_stale(shop: Shop) -> None:
    """Exit 3 with its day; of newer advisories nothing is said."""
    folder = shop.prompt.folder / ".swingbridge/osv"
    shop.demands("scan_days = 7", '[scan]\ntools = ["osv"]\nadvisories = ".swingbridge/osv"\n')
    shop.types("build")
    folder.mkdir(parents=True)
    told = []
    for days in (30, 1):
        day = (datetime.now(UTC) - timedelta(days=days)).isoformat()
        (folder / "one.json").write_text(json.dumps({"id": "X-1", "modified": day, "affected": []}))
        told.append(shop.refused("scan").told)

    assert "the database of osv is of" in told[0]
    assert "the database of osv is of" not in told[1]


def test_row_34_a_scanner_that_examined_nothing(shop: Shop) -> None:
    """A bundle has no packages that an advisory could be about: osv looked at nothing."""
    folder = shop.prompt.folder / ".swingbridge/osv"
    shop.demands("scan_days = 7", '[scan]\ntools = ["osv"]\nadvisories = ".swingbridge/osv"\n')
    shop.types("build")
    folder.mkdir(parents=True)
    day = datetime.now(UTC).isoformat()
    (folder / "one.json").write_text(json.dumps({"id": "X-1", "modified": day, "affected": []}))

    assert "scan-examined-nothing" in shop.refused("scan").told


def test_row_34_a_finding_whose_waiver_expired(shop: Shop) -> None:
    """Whoever wrote the waiver is named, and the failed scan is what the ledger says."""
    (shop.prompt.folder / "docker/stand_in/keys.py").write_text(f"KEY = '{KEY}'\n")
    words = 'image = "cost-simulator"\nrule = "aws-access-key"\nowner = "ann"\nreason = "an example"\n'
    (shop.prompt.folder / "docker/waivers.toml").write_text(f"[[waiver]]\n{words}expires = 2026-11-01\n")
    shop.demands("scan_days = 7")
    shop.types("build")
    told = shop.refused("scan").told
    shop.types("push")
    scanned = [row for row in shop.prompt.store.rows() if row.kind is Kind.SCANNED]

    assert "the waiver of ann for aws-access-key ended on 2026-11-01" in told
    assert [False] == [json.loads(row.value("record"))["is_passed"] for row in scanned]
    assert "release-not-scanned" in shop.refused().told
