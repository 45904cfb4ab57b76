"""Syft, which tells what an image is made of, by its command line."""

import json
from typing import Any

from deploy.connectors.process.port import ProcessRunner
from deploy.connectors.scanner.asking import said
from deploy.connectors.scanner.failing import NO_REPORT, failed, unreadable
from deploy.connectors.scanner.layout import laid_out
from deploy.connectors.scanner.port import Specimen

_FORMAT = "cyclonedx-json@1.6"


class Syft:
    """Knows many more kinds of packages than our own reading of databases."""

    name = "syft"

    def __init__(self, processes: ProcessRunner) -> None:
        self._processes = processes

    def document(self, specimen: Specimen) -> dict[str, object]:
        """The bill as Syft writes it, with the digest of the image as its subject."""
        with laid_out(specimen.image) as folder:
            told = said(self._processes, self.name, "scan", f"oci-dir:{folder}", "--output", _FORMAT)
        try:
            words: dict[str, Any] = json.loads(told)
            about = words["metadata"]
            form = f"{words['bomFormat']} {words['specVersion']}"
        except NO_REPORT as error:
            raise unreadable(self.name, error) from error
        if form != "CycloneDX 1.6":
            raise failed(self.name, f"it wrote {form}, and CycloneDX 1.6 was asked for")
        digest = specimen.image.digest
        subject = {"type": "container", "name": specimen.component, "version": digest, "bom-ref": digest}
        return {**words, "metadata": {**about, "component": subject}}
