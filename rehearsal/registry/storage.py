"""What the registry stands on: blobs, uploads, tokens and the catalogue, in one folder."""

from pathlib import Path

from rehearsal.registry.blobs import BlobStore
from rehearsal.registry.catalogue import Catalogue
from rehearsal.registry.tokens import Tokens
from rehearsal.registry.uploads import UploadStore


class Storage:
    """Everything that the operations need."""

    def __init__(self, folder: Path, catalogue: Catalogue) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.blobs = BlobStore(folder)
        self.uploads = UploadStore(folder)
        self.tokens = Tokens(folder)
        self.catalogue = catalogue
