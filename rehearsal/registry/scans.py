"""Image scans: clean unless a test or a person planted something."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from rehearsal.registry.shapes import ImageRecord, RepositoryRecord

# Put on moto's image; its API answers are made from attributes of these names.
_FINDINGS = "rehearsal_findings"


def scan_on_push(repository: RepositoryRecord, image: ImageRecord) -> None:
    """Scan a pushed image where the repository asks for it."""
    if (repository.image_scanning_configuration or {}).get("scanOnPush") and image.last_scan is None:
        image.last_scan = datetime.now(UTC).replace(tzinfo=None)
        _show(image)


def plant(image: ImageRecord, findings: Sequence[Mapping[str, Any]]) -> None:
    """Let the next look at an image's scan find this: name, severity, and what else ECR's findings have."""
    setattr(image, _FINDINGS, [dict(one) for one in findings])
    image.last_scan = datetime.now(UTC).replace(tzinfo=None)
    _show(image)


def findings_of(image: ImageRecord) -> dict[str, Any]:
    """What DescribeImageScanFindings answers for a scanned image."""
    findings: list[dict[str, Any]] = getattr(image, _FINDINGS, [])
    return {
        "imageScanCompletedAt": image.last_scan,
        "vulnerabilitySourceUpdatedAt": image.last_scan,
        "findings": findings,
        "findingSeverityCounts": dict(Counter(one["severity"] for one in findings)),
    }


def _show(image: ImageRecord) -> None:
    """Let DescribeImages tell of the scan as well."""
    summary = findings_of(image)
    del summary["findings"]
    vars(image)["image_scan_status"] = {
        "status": "COMPLETE",
        "description": "The scan was completed successfully.",
    }
    vars(image)["image_scan_findings_summary"] = summary
