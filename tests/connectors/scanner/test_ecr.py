"""Scans of ECR, read from the rehearsal, where findings can be planted."""

import json
import urllib.request
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from deploy.connectors.aws.clients import Client
from deploy.connectors.clock.system import SystemClock
from deploy.connectors.registry.ecr_login import ecr_line
from deploy.connectors.registry.pusher import RegistryPusher
from deploy.connectors.scanner.ecr import EcrScans
from deploy.connectors.scanner.port import Finding, Severity, Specimen
from deploy.connectors.signer.ecr_address import ecr_address
from deploy.errors import Reverted
from tests.connectors.registry.pictures import image
from tests.rehearsal.conftest import Running, running

__all__ = ["running"]

PLANTED = [
    {
        "name": "CVE-2026-0001",
        "severity": "CRITICAL",
        "uri": "https://cve.test/1",
        "attributes": [
            {"key": "package_name", "value": "openssl"},
            {"key": "package_version", "value": "3.0.1"},
        ],
    },
    {"name": "CVE-2026-0002", "severity": "UNDEFINED"},
]


def pushed(running: Running, folder: Path, repository: str, **settings: Any) -> Specimen:
    """An image in a repository of its own."""
    ecr = running.client("ecr")
    ecr.create_repository(repositoryName=repository, **settings)
    made = image(folder, repository.encode())
    RegistryPusher(lambda: ecr_line(Client(lambda _: ecr), repository), SystemClock()).push(
        made, repository, "v1"
    )
    return Specimen("web", made, folder / "Dockerfile", repository)


def scans(running: Running) -> EcrScans:
    """The adapter."""
    return EcrScans(Client(lambda _: running.client("ecr")))


def test_planted_findings_are_read_with_package_severity_and_day(running: Running, tmp_path: Path) -> None:
    """By digest; what nobody has judged counts as high."""
    made = pushed(running, tmp_path, "scanned", imageScanningConfiguration={"scanOnPush": True})
    clean = scans(running).examine(made)
    words = {"repository": "scanned", "reference": made.image.digest, "findings": json.dumps(PLANTED)}
    address = f"{running.state.endpoint}/_rehearsal/actions/plant-scan-findings"
    request = urllib.request.Request(address, json.dumps(words).encode(), method="POST")  # noqa: S310 - the rehearsal's own
    with urllib.request.urlopen(request, timeout=20):  # noqa: S310 - as above
        found = scans(running).examine(made)

    assert (1, (), "basic") == (clean.items, clean.findings, clean.version)
    assert (
        Finding("CVE-2026-0001", Severity.CRITICAL, "openssl", "3.0.1, https://cve.test/1"),
        Finding("CVE-2026-0002", Severity.HIGH, "image", "version unknown, no page"),
    ) == found.findings
    assert datetime.now(UTC).date() == found.database_date


def test_row_34_an_image_that_ecr_did_not_scan_was_not_examined(running: Running, tmp_path: Path) -> None:
    """The verdict refuses it; so it does where the image is not there."""
    made = pushed(running, tmp_path, "unscanned")
    elsewhere = Specimen("web", image(tmp_path, b"never pushed"), tmp_path, "unscanned")

    assert [0, 0] == [scans(running).examine(one).items for one in (made, elsewhere)]


class Told:
    """A client that gives recorded answers."""

    class exceptions:  # noqa: N801 - as boto3 calls it
        """What it can raise."""

        ScanNotFoundException = KeyError
        ImageNotFoundException = KeyError

    def __init__(self, *pages: dict[str, Any]) -> None:
        self._pages = pages

    def get_paginator(self, _operation: str) -> "Told":
        """Itself."""
        return self

    def paginate(self, **_asked: object) -> tuple[dict[str, Any], ...]:
        """The pages."""
        return self._pages


def test_a_scan_that_is_not_over_has_no_answer_yet(tmp_path: Path) -> None:
    """A scanner that failed: exit 4, and the same command again."""
    page = {"imageScanStatus": {"status": "IN_PROGRESS", "description": "still at it"}}
    with pytest.raises(Reverted) as caught:
        EcrScans(Client(lambda _: Told(page))).examine(
            Specimen("web", image(tmp_path, b"x"), tmp_path, "web")
        )

    assert "its scan is IN_PROGRESS: still at it" == caught.value.why


def test_findings_of_an_enhanced_scan_are_read_over_all_pages(tmp_path: Path) -> None:
    """They have another form, and no day of their database: then the day of the scan counts."""
    day = datetime(2026, 11, 18, 4, tzinfo=UTC)
    details = {"vulnerabilityId": "CVE-1", "vulnerablePackages": [{"name": "zlib", "version": "1.2"}]}
    one = {"severity": "HIGH", "title": "CVE-1 - zlib", "packageVulnerabilityDetails": details}
    two = {"severity": "MEDIUM", "title": "Something else"}
    pages = [
        {
            "imageScanStatus": {"status": "ACTIVE"},
            "imageScanFindings": {"imageScanCompletedAt": day, "enhancedFindings": [finding]},
        }
        for finding in (one, two)
    ]
    specimen = Specimen("web", image(tmp_path, b"x"), tmp_path, "web")
    told = EcrScans(Client(lambda _: Told(*pages))).examine(specimen)

    assert ("enhanced", day.date()) == (told.version, told.database_date)
    assert (
        Finding("CVE-1", Severity.HIGH, "zlib", "1.2, CVE-1 - zlib"),
        Finding("Something else", Severity.MEDIUM, "image", "version unknown, Something else"),
    ) == told.findings


def test_a_repository_has_an_address_for_programs_of_others(running: Running) -> None:
    """Such as cosign, which goes to the registry by itself."""
    ecr = running.client("ecr")
    address = ecr.create_repository(repositoryName="team/signed")["repository"]["repositoryUri"]

    assert address == ecr_address(Client(lambda _: ecr), "team/signed")
