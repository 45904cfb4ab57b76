"""The real Syft, where it is installed: what it writes is a bill that we can read."""

import json
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from deploy.bootstrap import open_clock, open_processes
from deploy.connectors.process.port import Command
from deploy.connectors.scanner.bill import bill_of
from deploy.connectors.scanner.bills import Bills
from deploy.connectors.scanner.sbom import OwnBill
from deploy.connectors.scanner.syft import Syft
from deploy.errors import ToolMissing
from tests.connectors.scanner.specimens import bundle, specimen
from tests.connectors.scanner.test_sbom import DEBIAN, METADATA

STATUS = b"""Package: zlib1g
Status: install ok installed
Architecture: amd64
Source: zlib
Version: 1:1.2.13.dfsg-1

Package: libc6
Status: install ok installed
Architecture: amd64
Source: glibc
Version: 2.36-9+deb12u4
"""
LIBRARY = "usr/lib/python3/site-packages/my_library-1.2.3.dist-info/METADATA"
FILES = [("var/lib/dpkg/status", STATUS, 0o644), (LIBRARY, METADATA, 0o644)]
SYSTEM = ("etc/os-release", DEBIAN, 0o644)


@pytest.fixture(scope="module")
def syft() -> Syft:
    """The program."""
    processes = open_processes(open_clock(), lambda: None)
    try:
        processes.run(Command((Syft.name, "version"), deadline_seconds=60))
    except ToolMissing:
        pytest.skip("Syft is not installed (it comes with the extra scan)")
    return Syft(processes)


@pytest.mark.parametrize("files", [[*FILES, SYSTEM], FILES])
def test_both_bills_name_the_same_packages(tmp_path: Path, syft: Syft, files: list[Any]) -> None:
    """Also of an image that does not say which distribution it is: there Syft gives no addresses."""
    made = specimen(tmp_path, files)
    theirs, ours = (bill_of(tmp_path, one.document(made)).parts for one in (syft, OwnBill()))

    wanted = [("deb", "libc6", "2.36-9+deb12u4"), ("deb", "zlib1g", "1:1.2.13.dfsg-1")]
    assert wanted == sorted((p.kind, p.name, p.version) for p in theirs if p.kind == "deb")
    assert wanted == sorted((p.kind, p.name, p.version) for p in ours if p.kind == "deb")
    assert ["1.2.3"] == [p.version for p in theirs if p.kind not in {"deb", "file"}]


def test_what_an_advisory_is_matched_by_is_the_same(tmp_path: Path, syft: Syft) -> None:
    """Distribution and source package."""
    made = specimen(tmp_path, [*FILES, SYSTEM])
    theirs, ours = (bill_of(tmp_path, one.document(made)).parts for one in (syft, OwnBill()))

    assert {("debian-12", "glibc"), ("debian-12", "zlib")} == {
        (p.distribution, p.source) for p in ours if p.kind == "deb"
    }
    assert {(p.distribution, p.source) for p in ours if p.kind == "deb"} == {
        (p.distribution, p.source) for p in theirs if p.kind == "deb"
    }


def test_every_bill_is_valid_cyclonedx(tmp_path: Path, syft: Syft) -> None:
    """By the schema of version 1.6, strictly: Syft's, ours, and that of an artifact."""
    made = specimen(tmp_path / "image", [*FILES, SYSTEM])
    artifact = bundle(tmp_path / "bundle", ("main.py", b"print(1)\n", 0o644), ("a b.txt", b"", 0o644))
    own = OwnBill()
    bills = Bills(open_processes(open_clock(), lambda: None))
    documents = [document(made) for document in (syft.document, own.document, bills.document)]
    documents.append(bills.document(artifact))
    validator = JsonStrictValidator(SchemaVersion.V1_6)

    assert [None] * 4 == [validator.validate_str(json.dumps(one)) for one in documents]
