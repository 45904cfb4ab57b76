"""What production asks of a release, as a person types it: a scan, a signature, a record."""

import json
from pathlib import Path

import pytest

from deploy.errors import ExitCode
from deploy.model.row import Kind
from tests.tasks.images import prompt_with_images
from tests.tasks.prompt import Prompt

pytestmark = pytest.mark.usefixtures("without_engine")

NAMED = ("--env=memory", "--release=v1")
KEY = "AKIA" + "IOSFODNN7EXAMPLE"
WAIVER = """[[waiver]]
image = "cost-simulator"
rule = "aws-access-key"
owner = "ann"
reason = "an example"
expires = 2999-01-01
"""
FLAWS = ("signature-missing", "signature-by-another", "signature-tampered")
SIGNING = """
[signing]
tool = "memory"
identity = "release@example.com"
issuer = "https://issuer.test"
"""


@pytest.fixture
def shop(tmp_path: Path) -> Prompt:
    """A prompt in a copy of systems and images."""
    return prompt_with_images(tmp_path)


def demand(shop: Prompt, words: str, more: str = "") -> None:
    """Let the environment ask for this."""
    path = shop.folder / "apps/cost-simulator/memory.toml"
    path.write_text(f"{path.read_text()}\n[approvals]\n{words}\n{more}")


def notes(shop: Prompt) -> list[Path]:
    """The signatures."""
    return sorted((shop.folder / ".swingbridge/signatures").glob("*.note"))


def test_the_whole_way_scans_records_and_goes_live(shop: Prompt) -> None:
    """The ledger has the verdict, its moment, who, and the digests of image and bill of materials."""
    demand(shop, "scan_days = 7")
    done = shop.type("build", *NAMED), shop.type("scan", *NAMED), shop.type("push", *NAMED)
    live = shop.type("deploy-bluegreen", *NAMED)
    rows = {row.kind: row for row in shop.store.rows()}
    (artifact,) = json.loads(rows[Kind.RELEASE].value("record"))["artifacts"]
    scan = json.loads(rows[Kind.SCANNED].value("record"))

    assert [0, 0, 0, 0] == [answer.code for answer in (*done, live)]
    assert (True, ["hygiene", "secrets", "packages"]) == (scan["is_passed"], scan["tools"])
    assert artifact["digest"] == scan["bills"][0][0]
    assert scan["bills"][0][1].startswith("sha256:")
    assert rows[Kind.SCANNED].who
    told = shop.type("status", "--env=memory").out
    assert f"passed at {scan['at']}, by hygiene, secrets, packages" in told


def test_a_release_without_a_scan_is_refused_until_it_has_one(shop: Prompt) -> None:
    """Exit 3 and nothing touched; scan and push again, and it goes."""
    demand(shop, "scan_days = 7")
    for verb in ("build", "push"):
        shop.type(verb, *NAMED)
    refused = shop.type("deploy", *NAMED)
    was_live = shop.live
    for verb in ("scan", "push"):
        shop.type(verb, *NAMED)
    passed = shop.type("deploy", *NAMED)

    assert ExitCode.REFUSED == refused.code
    assert "release-not-scanned" in refused.told
    assert ("", "v1", ExitCode.DONE) == (was_live, shop.live, passed.code)


def test_a_scan_that_found_something_is_recorded_as_such(shop: Prompt) -> None:
    """The newest verdict counts, also where an earlier one was good: here a waiver is gone since."""
    demand(shop, "scan_days = 7")
    (shop.folder / "docker/stand_in/keys.py").write_text(f"KEY = '{KEY}'\n")
    waivers = shop.folder / "docker/waivers.toml"
    waivers.write_text(WAIVER)
    passed = [shop.type(verb, *NAMED).code for verb in ("build", "scan", "push")]
    waivers.unlink()
    found = shop.type("scan", *NAMED)
    shop.type("push", *NAMED)
    refused = shop.type("deploy-bluegreen", *NAMED)

    assert [0, 0, 0] == passed
    assert [ExitCode.REFUSED] * 2 == [found.code, refused.code]
    assert "did not pass the scan" in refused.told


def test_a_bill_that_was_changed_after_its_scan_takes_the_verdict_away(shop: Prompt) -> None:
    """What is recorded is what was scanned, or nothing."""
    for verb in ("build", "scan"):
        shop.type(verb, *NAMED)
    (bill,) = (shop.folder / ".swingbridge/cost-simulator/images/scans").glob("*/sbom.cdx.json")
    bill.write_text(bill.read_text() + " ")
    shop.type("push", *NAMED)

    assert [] == [row for row in shop.store.rows() if row.kind is Kind.SCANNED]


def test_production_takes_a_release_from_the_ledger_and_looks_no_tag_up(shop: Prompt) -> None:
    """The catalogue of the memory platform knows every name; production does not ask it."""
    path = shop.folder / "apps/cost-simulator/memory.toml"
    path.write_text(f"is_production = true\n{path.read_text()}")
    refused = shop.type("deploy-bluegreen", "--yes", *NAMED)

    assert ExitCode.REFUSED == refused.code
    assert "release-not-pushed" in refused.told
    assert "no tag is looked up here" in refused.told


def test_neither_does_any_other_environment_that_is_shared(shop: Prompt) -> None:
    """Only what lives on one machine may be deployed by a tag that nobody recorded."""
    apps = shop.folder / "apps/cost-simulator"
    (apps / "trial.toml").write_text((apps / "memory.toml").read_text())
    codes = [
        shop.type("deploy-bluegreen", f"--env={name}", "--release=v1").code for name in ("trial", "memory")
    ]

    assert [ExitCode.REFUSED, ExitCode.DONE] == codes


def test_row_33_a_release_is_signed_at_the_push_and_refused_where_the_signature_fails(shop: Prompt) -> None:
    """Missing, by another, of other bytes: exit 3, which check it was, and nothing touched."""
    demand(shop, "needs_signature = true", SIGNING)
    codes = [shop.type(verb, *NAMED).code for verb in ("build", "push")]
    (note,) = notes(shop)
    signer, digest = note.read_text().splitlines()
    told = []
    for text in (None, f"eve\n{digest}\n", f"{signer}\nsha256:{'0' * 64}\n"):
        note.unlink(missing_ok=True)
        if text is not None:
            note.write_text(text)
        refused = shop.type("deploy", *NAMED)
        told.append((refused.code, [flaw for flaw in FLAWS if flaw in refused.told]))
    untouched = shop.live
    note.write_text(f"{signer}\n{digest}\n")
    passed = shop.type("deploy", *NAMED)

    assert [0, 0] == codes
    assert [(ExitCode.REFUSED, [flaw]) for flaw in FLAWS] == told
    assert ("", ExitCode.DONE, "v1") == (untouched, passed.code, shop.live)


def test_a_push_signs_what_is_not_signed_yet_and_nothing_twice(shop: Prompt) -> None:
    """So a job that could not sign is mended by pushing again."""
    demand(shop, "needs_signature = true", SIGNING)
    for verb in ("build", "push"):
        shop.type(verb, *NAMED)
    (note,) = notes(shop)
    before = note.stat().st_mtime_ns
    shop.type("push", *NAMED)
    again = note.stat().st_mtime_ns
    note.unlink()
    shop.type("push", *NAMED)

    assert before == again
    assert [note] == notes(shop)
