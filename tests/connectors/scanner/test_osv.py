"""Advisories from a folder, matched against a bill of materials."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest

from deploy.connectors.scanner.osv import OsvFolder
from deploy.connectors.scanner.port import Bill, Finding, Part, Severity
from deploy.errors import Reverted
from tests.connectors.scanner.specimens import specimen

CRITICAL = {"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}
Events = list[dict[str, str]]


def advisory(
    number: str, ecosystem: str, name: str, *events: dict[str, str], **more: object
) -> dict[str, object]:
    """One in the form of OSV."""
    span = {"type": "ECOSYSTEM", "events": list(events)}
    affected = {"package": {"ecosystem": ecosystem, "name": name}, "ranges": [span]}
    return {"id": number, "modified": "2026-11-18T00:00:00Z", "affected": [affected], **more}


def found(folder: Path, part: Part, *advisories: dict[str, object]) -> list[str]:
    """The rules that are found for one part."""
    place = folder / "osv"
    place.mkdir(exist_ok=True)
    for one in advisories:
        (place / f"{one['id']}.json").write_text(json.dumps(one))
    made = replace(specimen(folder, []), bill=Bill(folder, (part,)))
    return [finding.rule for finding in OsvFolder(place).examine(made).findings]


@pytest.mark.parametrize(
    ("version", "rules"),
    [
        ("0.9", []),
        ("1.0", ["X-1"]),
        ("1.9", ["X-1"]),
        ("1.10", []),
        ("2.5", ["X-1"]),
        ("2.6", ["X-1"]),
        ("2.7", []),
    ],
)
def test_a_version_is_affected_between_its_events(tmp_path: Path, version: str, rules: list[str]) -> None:
    """From `introduced` until `fixed`, and up to `last_affected`; the order in the file does not matter."""
    events: Events = [
        {"fixed": "1.10"},
        {"introduced": "2.5"},
        {"introduced": "1.0"},
        {"last_affected": "2.6"},
    ]

    assert rules == found(tmp_path, Part("pypi", "thing", version), advisory("X-1", "PyPI", "thing", *events))


@pytest.mark.parametrize(
    ("part", "ecosystem", "name"),
    [
        (Part("deb", "libc-bin", "1.0", "glibc@1.0", "debian-12"), "Debian:12", "glibc"),
        (Part("deb", "bash", "1.0", "", "ubuntu-22.04"), "Ubuntu:22.04:LTS", "bash"),
        (Part("apk", "musl-utils", "1.0", "musl", "alpine-3.18.4"), "Alpine:v3.18", "musl"),
        (Part("pypi", "My_Thing", "1.0"), "PyPI", "my-thing"),
        (Part("npm", "@babel/core", "1.0"), "npm", "@babel/core"),
    ],
)
def test_each_kind_of_package_has_its_ecosystem(
    tmp_path: Path, part: Part, ecosystem: str, name: str
) -> None:
    """Of a distribution, the source package counts; another release of it is another ecosystem."""
    hit = advisory("X-1", ecosystem, name, {"introduced": "0"}, {"fixed": "2.0"})
    miss = advisory("X-2", f"{ecosystem}x", name, {"introduced": "0"})

    assert ["X-1"] == found(tmp_path, part, hit, miss)


def test_the_source_package_s_own_version_is_compared(tmp_path: Path) -> None:
    """A package can have another version than the source that it was built from."""
    part = Part("deb", "thing", "9.0", "source@1.0", "debian-12")
    events: Events = [{"introduced": "0"}, {"fixed": "2.0"}]

    assert ["X-1"] == found(tmp_path, part, advisory("X-1", "Debian:12", "source", *events))


@pytest.mark.parametrize(
    ("more", "severity"),
    [
        ({"severity": [CRITICAL]}, Severity.CRITICAL),
        ({"database_specific": {"severity": "MODERATE"}}, Severity.MEDIUM),
        ({"database_specific": {"severity": "LOW"}, "severity": [CRITICAL]}, Severity.CRITICAL),
        ({}, Severity.HIGH),
    ],
)
def test_what_nobody_has_judged_counts_as_high(
    tmp_path: Path, more: dict[str, object], severity: Severity
) -> None:
    """Else the vector counts, and then the word of the database."""
    one = advisory("GHSA-1", "PyPI", "thing", {"introduced": "0"}, {"fixed": "2"}, aliases=["CVE-1"], **more)
    (tmp_path / "osv").mkdir()
    (tmp_path / "osv/one.json").write_text(json.dumps(one))
    made = replace(specimen(tmp_path, []), bill=Bill(tmp_path, (Part("pypi", "thing", "1"),)))
    told = OsvFolder(tmp_path / "osv").examine(made)

    assert (Finding("CVE-1", severity, "thing", "1, mended in 2"),) == told.findings
    assert (1, date(2026, 11, 18)) == (told.items, told.database_date)


def test_a_withdrawn_advisory_is_none_and_listed_versions_count(tmp_path: Path) -> None:
    """Both are common in what OSV hands out."""
    listed = advisory("X-1", "PyPI", "thing")
    listed["affected"][0] |= {"versions": ["1.0"]}  # type: ignore[index] # a list in the advisory
    gone = advisory("X-2", "PyPI", "thing", {"introduced": "0"}, withdrawn="2026-01-01T00:00:00Z")

    assert ["X-1"] == found(tmp_path, Part("pypi", "thing", "1.0"), listed, gone)


def test_archives_are_read_as_osv_hands_them_out(tmp_path: Path) -> None:
    """all.zip of one ecosystem."""
    (tmp_path / "osv/PyPI").mkdir(parents=True)
    with ZipFile(tmp_path / "osv/PyPI/all.zip", "w") as archive:
        archive.writestr("X-1.json", json.dumps(advisory("X-1", "PyPI", "thing", {"introduced": "0"})))

    assert ["X-1"] == found(tmp_path, Part("pypi", "thing", "1.0"))


@pytest.mark.parametrize("text", [None, "no json", "{}", '{"modified": "2026-11-18", "affected": [1]}'])
def test_row_34_a_folder_without_advisories_has_no_answer(tmp_path: Path, text: str | None) -> None:
    """Empty, or with files that are none: not an image without findings."""
    (tmp_path / "osv").mkdir()
    if text is not None:
        (tmp_path / "osv/one.json").write_text(text)
    with pytest.raises(Reverted) as caught:
        found(tmp_path, Part("pypi", "thing", "1.0"))

    assert "scanner-failed" == caught.value.reference


def test_what_it_knows_no_ecosystem_of_was_not_examined(tmp_path: Path) -> None:
    """A bill of such things alone is refused by the verdict."""
    (tmp_path / "osv").mkdir()
    (tmp_path / "osv/one.json").write_text(json.dumps(advisory("X-1", "PyPI", "x", {"introduced": "0"})))
    parts = (Part("golang", "example.org/x/net", "v1"), Part("deb", "bash", "1.0"), Part("file", "a", ""))
    made = replace(specimen(tmp_path, []), bill=Bill(tmp_path, parts))

    assert 0 == OsvFolder(tmp_path / "osv").examine(made).items
