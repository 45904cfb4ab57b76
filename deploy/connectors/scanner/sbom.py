"""The bill of materials of an image, as CycloneDX 1.6; the same image always gives the same one."""

from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from deploy.connectors.scanner.packages import Package, packages
from deploy.connectors.scanner.port import Examination, Specimen

VERSION = "1"
_USUAL = {"deb": "debian", "apk": "alpine"}
"""The distribution, where an image does not say which one it is."""


class BillOfMaterials:
    """Counts what the bill names; it has an opinion on nothing."""

    name = "packages"

    def examine(self, specimen: Specimen) -> Examination:
        """Count the parts."""
        return Examination(self.name, VERSION, len(specimen.bill.parts))


class OwnBill:
    """Written from the package databases in the image's layers."""

    def document(self, specimen: Specimen) -> dict[str, object]:
        """The document."""
        digest = specimen.image.digest
        return {
            "bomFormat": "CycloneDX",
            "specVersion": "1.6",
            "serialNumber": f"urn:uuid:{uuid5(NAMESPACE_URL, digest)}",
            "version": 1,
            "metadata": {
                "component": {
                    "type": "container",
                    "name": specimen.component,
                    "version": digest,
                    "bom-ref": digest,
                },
                "tools": {"components": [{"type": "application", "name": "swingbridge"}]},
            },
            "components": [_component(package) for package in packages(specimen.image)],
        }


def _component(package: Package) -> dict[str, object]:
    if package.kind == "file":
        hashes = [{"alg": "SHA-256", "content": package.digest}]
        return {"type": "file", "name": package.name, "bom-ref": f"file:{package.name}", "hashes": hashes}
    kind = {"type": "library", "name": package.name, "version": package.version}
    return {**kind, "purl": _address(package), "bom-ref": _address(package)}


def _address(package: Package) -> str:
    """The package's address (purl): pkg:deb/debian/libc6@2.36?distro=debian-12&upstream=glibc."""
    system = package.distribution.partition("-")[0] or _USUAL.get(package.kind, "")
    place = f"{package.kind}/{system}" if package.kind in _USUAL else package.kind
    said = {"distro": package.distribution, "upstream": package.source}
    qualifiers = "&".join(f"{key}={quote(value, safe='')}" for key, value in said.items() if value)
    address = f"pkg:{place}/{quote(package.name, safe='')}@{quote(package.version, safe='')}"
    return f"{address}?{qualifiers}" if qualifiers else address
