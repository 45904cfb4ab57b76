"""What came of a scan, kept beside its reports until `push` records it: a job that scans needs no ledger."""

import json
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from deploy.bootstrap import Workshop
from deploy.connectors.scanner.port import Specimen
from deploy.model.release import Release, Scan
from deploy.tasks.scan.reports import BILL, place_of
from deploy.tasks.scan.verdict import Scanned

_FILE = "verdict.json"


@dataclass(frozen=True, slots=True)
class _Result:
    """What came of scanning one image."""

    at: str
    is_passed: bool
    tools: tuple[str, ...]
    bill: str
    spared: tuple[str, ...] = ()
    """Tools of the policy that look at another kind of thing than this."""


def keep(
    shop: Workshop,
    specimen: Specimen,
    scanned: tuple[Scanned, ...],
    *,
    is_passed: bool,
    spared: tuple[str, ...] = (),
) -> None:
    """Keep the verdict on one image, and the digest of its bill of materials."""
    place = place_of(shop, specimen.image.digest)
    result = _Result(
        at=shop.outside.clock.wall().isoformat(timespec="seconds"),
        is_passed=is_passed,
        tools=tuple(examination.tool for one in scanned for examination in one.examinations),
        bill=f"sha256:{sha256(specimen.bill.path.read_bytes()).hexdigest()}",
        spared=spared,
    )
    (place / _FILE).write_text(json.dumps(asdict(result)) + "\n")


def scan_of(shop: Workshop, release: Release) -> Scan | None:
    """What came of scanning all images of the release; None where one of them was not scanned."""
    found = [(a.digest, _read(place_of(shop, a.digest) / _FILE)) for a in release.artifacts]
    results = [(digest, result) for digest, result in found if result is not None]
    if not results or len(results) < len(found):
        return None
    every = [result for _, result in results]
    named = dict.fromkeys(tool for result in every for tool in (*result.tools, *result.spared))
    return Scan(
        at=min(result.at for result in every),
        is_passed=all(result.is_passed for result in every),
        tools=tuple(
            tool for tool in named if all(tool in (*result.tools, *result.spared) for result in every)
        ),
        bills=tuple((digest, result.bill) for digest, result in results),
    )


def _read(path: Path) -> _Result | None:
    """One verdict; a bill that was changed since takes it away."""
    try:
        words = json.loads(path.read_text())
        tools, spared = tuple(words["tools"]), tuple(words["spared"])
        result = _Result(words["at"], words["is_passed"], tools, words["bill"], spared)
        bill = f"sha256:{sha256((path.parent / BILL).read_bytes()).hexdigest()}"
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return result if result.bill == bill else None
