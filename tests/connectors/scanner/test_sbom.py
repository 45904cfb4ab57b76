"""What an image is made of."""

from pathlib import Path

from deploy.connectors.scanner.bill import bill_of
from deploy.connectors.scanner.packages import Package, packages
from deploy.connectors.scanner.port import Part
from deploy.connectors.scanner.sbom import BillOfMaterials, OwnBill
from tests.connectors.scanner.specimens import bundle, specimen

DPKG = b"""Package: libc6
Status: install ok installed
Version: 2.36-9+deb12u4
Description: the C library
 with more: about it

Package: gone
Status: deinstall ok config-files
Version: 1.0
"""
SOURCED = b"""Package: libc-bin
Status: install ok installed
Source: glibc (2.36-8)
Version: 2.36-9
"""
DEBIAN = b'PRETTY_NAME="Debian"\nID=debian\nVERSION_ID="12"\n'
NEWER = DPKG.replace(b"deb12u4", b"deb12u9")
METADATA = b"Metadata-Version: 2.1\nName: My_Library\nVersion: 1.2.3\n\nLong words: not headers\n"
APK = b"P:musl\nV:1.2.5-r0\nA:x86_64\n\nP:zlib\nV:1.3.1-r1\n"


def listed(document: dict[str, object]) -> list[dict[str, str]]:
    """The components of a bill."""
    components = document["components"]
    assert isinstance(components, list)
    return components


def test_packages_come_from_dpkg_apk_and_python(tmp_path: Path) -> None:
    """Removed ones are no part of it."""
    made = specimen(
        tmp_path,
        [("var/lib/dpkg/status", DPKG, 0o644), ("lib/apk/db/installed", APK, 0o644)],
        [("usr/lib/python3/site-packages/my_library-1.2.3.dist-info/METADATA", METADATA, 0o644)],
    )

    assert (
        Package("apk", "musl", "1.2.5-r0"),
        Package("apk", "zlib", "1.3.1-r1"),
        Package("deb", "libc6", "2.36-9+deb12u4"),
        Package("pypi", "my-library", "1.2.3"),
    ) == packages(made.image)


def test_a_later_layer_s_database_replaces_an_earlier_one(tmp_path: Path) -> None:
    """What was upgraded is there once."""
    name = "var/lib/dpkg/status"
    made = specimen(tmp_path, [(name, DPKG, 0o644)], [(name, NEWER, 0o644)])

    assert (Package("deb", "libc6", "2.36-9+deb12u9"),) == packages(made.image)


def test_a_bundle_is_made_of_its_files(tmp_path: Path) -> None:
    """It has no packages, and is not nothing."""
    made = bundle(tmp_path, ("main.py", b"print(1)\n", 0o644))
    (component,) = packages(made.image)

    assert ("file", "main.py", 64) == (component.kind, component.name, len(component.digest))


def test_an_image_without_any_database_is_nothing_that_was_examined(tmp_path: Path) -> None:
    """The verdict refuses it."""
    assert 0 == BillOfMaterials().examine(specimen(tmp_path, [("a", b"", 0o644)])).items


def test_the_document_is_cyclonedx_and_the_same_every_time(tmp_path: Path) -> None:
    """References are unique, and name the package as others do."""
    made = specimen(tmp_path, [("var/lib/dpkg/status", DPKG, 0o644)])
    words = OwnBill().document(made)

    assert ("CycloneDX", "1.6") == (words["bomFormat"], words["specVersion"])
    assert words == OwnBill().document(made)
    assert [
        {
            "type": "library",
            "name": "libc6",
            "version": "2.36-9+deb12u4",
            "purl": "pkg:deb/debian/libc6@2.36-9%2Bdeb12u4",
            "bom-ref": "pkg:deb/debian/libc6@2.36-9%2Bdeb12u4",
        }
    ] == words["components"]


def test_distribution_and_source_package_are_in_the_address_and_come_back(tmp_path: Path) -> None:
    """Advisories of a distribution are about source packages."""
    made = specimen(tmp_path, [("var/lib/dpkg/status", SOURCED, 0o644), ("etc/os-release", DEBIAN, 0o644)])
    words = OwnBill().document(made)
    addresses = [component.get("purl") for component in listed(words)]
    address = "pkg:deb/debian/libc-bin@2.36-9?distro=debian-12&upstream=glibc%402.36-8"

    assert [address] == addresses
    assert (Part("deb", "libc-bin", "2.36-9", "glibc@2.36-8", "debian-12"),) == bill_of(tmp_path, words).parts


def test_what_others_write_into_a_bill_is_read_too(tmp_path: Path) -> None:
    """Scopes, escapes and sub-paths; what has no address and is no file is passed over."""
    addresses = ["pkg:npm/%40babel/core@7.0.0", "pkg:golang/example.org/x/net@v0.1.0#html"]
    words = {"components": [{"purl": address} for address in addresses] + [{"type": "operating-system"}]}

    assert [("npm", "@babel/core", "7.0.0")] == [
        (part.kind, part.name, part.version) for part in bill_of(tmp_path, words).parts
    ]
