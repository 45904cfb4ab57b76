"""A bundle: a folder with a `bundle.json` that says how to start it; it stands for an image without Docker.

`bundle.json` holds `command` (required), and may hold `entryPoint`, `environment` and `workingDirectory`
(relative to the folder). An image is `file:///folder` or `host:port/name[:tag][@sha256:...]`.
"""

import json
import shutil
import tarfile
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp
from urllib.parse import urlparse

from rehearsal.ecs.runtime.pull import Pulled, Puller, PullError

FILE = "bundle.json"


@dataclass(frozen=True, slots=True)
class Bundle:
    """An unpacked bundle."""

    folder: Path
    digest: str
    command: tuple[str, ...]
    entry_point: tuple[str, ...] = ()
    environment: dict[str, str] = field(default_factory=dict)
    working_directory: str = "."


class Bundles:
    """Finds the bundle of an image, unpacking each digest once."""

    def __init__(self, cache: Path, puller: Puller) -> None:
        self._cache = cache
        self._puller = puller

    def find(self, image: str) -> Bundle:
        """Give the bundle of an image reference; a `PullError` says why there is none."""
        if image.startswith("file://"):
            return read_bundle(Path(urlparse(image).path), "")
        digest, fetch = self._puller.resolve(image)
        folder = self._cache / digest.replace(":", "-")
        if not folder.is_dir():
            self._unpack(fetch(), folder)
        return read_bundle(folder, digest)

    def _unpack(self, pulled: Pulled, folder: Path) -> None:
        """Unpack beside the final place and move it there whole, so that no half bundle is ever found."""
        try:
            self._cache.mkdir(parents=True, exist_ok=True)
            draft = Path(mkdtemp(dir=self._cache))
        except OSError as error:
            raise PullError(f"there is no room for the bundle: {error}") from error
        try:
            for layer in pulled.layers:
                with tarfile.open(fileobj=layer, mode="r:*") as archive:
                    archive.extractall(draft, filter="data")
            draft.replace(folder)
        except (tarfile.TarError, OSError) as error:
            shutil.rmtree(draft, ignore_errors=True)
            if not folder.is_dir():
                raise PullError(f"the bundle cannot be unpacked: {error}") from error


def read_bundle(folder: Path, digest: str) -> Bundle:
    """Read `bundle.json` in a folder."""
    try:
        content = json.loads((folder / FILE).read_text())
        return Bundle(
            folder=folder,
            digest=digest,
            command=tuple(content["command"]),
            entry_point=tuple(content.get("entryPoint", ())),
            environment={str(key): str(value) for key, value in content.get("environment", {}).items()},
            working_directory=content.get("workingDirectory", "."),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise PullError(f"{folder} holds no usable {FILE}: {error!r}") from error
