"""The bill of materials of an image, as CycloneDX 1.6; the same image always gives the same one."""

from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from deploy.connectors.scanner.packages import Package, packages
from deploy.connectors.scanner.port import Examination, Specimen

VERSION = "1"
_DISTRIBUTIONS = {"deb": "deb/debian", "apk": "apk/alpine", "pypi": "pypi"}


class BillOfMaterials:
    """Counts what an image is made of; it has an opinion on nothing."""

    name = "packages"

    def examine(self, specimen: Specimen) -> Examination:
        """Count the packages."""
        return Examination(self.name, VERSION, len(packages(specimen.image)))


def cyclonedx(specimen: Specimen) -> dict[str, object]:
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
    place, version = _DISTRIBUTIONS[package.kind], quote(package.version, safe="")
    reference = f"pkg:{place}/{quote(package.name, safe='')}@{version}"
    kind = {"type": "library", "name": package.name, "version": package.version}
    return {**kind, "purl": reference, "bom-ref": reference}
