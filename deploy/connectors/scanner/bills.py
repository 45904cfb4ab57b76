"""Who tells what an image is made of: Syft where it is installed, else our own reading."""

from deploy.connectors.process.port import ProcessRunner
from deploy.connectors.scanner.port import Specimen
from deploy.connectors.scanner.sbom import OwnBill
from deploy.connectors.scanner.syft import Syft
from deploy.errors import ToolMissing


class Bills:
    """Syft knows more kinds of packages; an artifact has none, and is read as the files that it is."""

    def __init__(self, processes: ProcessRunner) -> None:
        self._syft = Syft(processes)
        self._own = OwnBill()

    def document(self, specimen: Specimen) -> dict[str, object]:
        """The bill as CycloneDX; a Syft that is there and fails is a failure."""
        if specimen.image.artifact:
            return self._own.document(specimen)
        try:
            return self._syft.document(specimen)
        except ToolMissing:
            return self._own.document(specimen)
