"""The scans that ECR makes of pushed images, through boto3."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from deploy.connectors.aws.clients import Client
from deploy.connectors.aws.errors import in_our_words
from deploy.connectors.scanner.failing import failed
from deploy.connectors.scanner.port import Examination, Finding, Severity, Specimen

_DONE = ("COMPLETE", "ACTIVE")
"""A basic scan is complete once; an enhanced one goes on, and is active."""


class EcrScans:
    """Reads what was found; it starts no scan, and says so where there is none."""

    name = "ecr"

    def __init__(self, client: Client) -> None:
        self._client = client

    @in_our_words("ECR: scan findings")
    def examine(self, specimen: Specimen) -> Examination:
        """What the scan of the image with that digest found."""
        try:
            pages = list(self._pages(specimen))
        except (
            self._client.patient.exceptions.ScanNotFoundException,
            self._client.patient.exceptions.ImageNotFoundException,
        ):
            return Examination(self.name, "unknown", 0)
        status = pages[0].get("imageScanStatus") or {}
        if status.get("status") not in _DONE:
            why = f"its scan is {status.get('status')}: {status.get('description', 'no more is said')}"
            raise failed("ECR", why)
        every = [page["imageScanFindings"] for page in pages]
        found = tuple(finding for findings in every for finding in _findings(findings))
        kind = "enhanced" if any("enhancedFindings" in findings for findings in every) else "basic"
        return Examination(self.name, kind, 1, found, _day(every[0]).date())

    def _pages(self, specimen: Specimen) -> Iterator[Mapping[str, Any]]:
        image = {"imageDigest": specimen.image.digest}
        paginator = self._client.patient.get_paginator("describe_image_scan_findings")
        yield from paginator.paginate(repositoryName=specimen.repository, imageId=image)


def _day(findings: Mapping[str, Any]) -> datetime:
    """How new its knowledge is; an enhanced scan tells only when it looked last."""
    day: datetime = findings.get("vulnerabilitySourceUpdatedAt") or findings["imageScanCompletedAt"]
    return day


def _findings(findings: Mapping[str, Any]) -> Iterator[Finding]:
    for one in findings.get("findings") or []:
        said = {str(pair["key"]): str(pair.get("value", "")) for pair in one.get("attributes") or []}
        where = said.get("package_name", "image")
        what = f"{said.get('package_version', 'version unknown')}, {one.get('uri', 'no page')}"
        yield Finding(str(one["name"]), Severity.of(str(one["severity"])), where, what)
    for one in findings.get("enhancedFindings") or []:
        yield _enhanced(one)


def _enhanced(one: Mapping[str, Any]) -> Finding:
    about = one.get("packageVulnerabilityDetails") or {}
    package: Mapping[str, Any] = next(iter(about.get("vulnerablePackages") or []), {})
    rule = about.get("vulnerabilityId") or one["title"]
    what = f"{package.get('version', 'version unknown')}, {one.get('title', 'no title')}"
    return Finding(str(rule), Severity.of(str(one["severity"])), str(package.get("name", "image")), what)
