"""Secrets in layers and in the configuration of an image, by the shapes that they are known by."""

from collections.abc import Iterator
from hashlib import sha256

from deploy.connectors.scanner.layers import files
from deploy.connectors.scanner.port import Examination, Finding, Severity, Specimen
from deploy.connectors.scanner.published import PUBLISHED
from deploy.model.secret_shapes import shapes_in, whole

VERSION = "1"


class PlantedSecrets:
    """Our own rules; they need no database."""

    name = "secrets"

    def examine(self, specimen: Specimen) -> Examination:
        """Look at the configuration, which has every ENV and RUN line, and at every file of every layer."""
        found, count = list(_in_data("configuration", specimen.image.config.path.read_bytes())), 1
        for file in files(specimen.image):
            count += 1
            found += _in_data(file.name, file.data)
        return Examination(self.name, VERSION, count, tuple(found))


def _in_data(name: str, data: bytes) -> Iterator[Finding]:
    for rule, match in shapes_in(data):
        digest = sha256(whole(match)).hexdigest()
        if digest in PUBLISHED:
            continue
        line = data.count(b"\n", 0, match.start()) + 1
        what = f"what looks like a secret (mark {digest[:8]})"
        yield Finding(rule, Severity.CRITICAL, f"{name}:{line}", what)
