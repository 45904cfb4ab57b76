"""A command line and an engine that build and save one layer, as Docker's do."""

import hashlib
import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path

from deploy.connectors.docker.builder import DockerBuilder
from deploy.connectors.docker.engine import Engine
from deploy.connectors.docker.shelf import Shelf
from deploy.connectors.process.port import Command, Result, ignore
from deploy.errors import ToolMissing

LAYER = b"layer" * 1000
OLD_WITH_BUILDKIT = "Docker version 20.10.24+dfsg1, build 297e128"
NEW_WITHOUT_BUILDX = "Docker version 28.2.2, build e6534b4"


class LittleCommandLine:
    """Answers what BuildKit asks of `docker`, and builds by saying a line."""

    def __init__(self, version: str = OLD_WITH_BUILDKIT, *, buildx: bool = False) -> None:
        self._version = version
        self._buildx = buildx
        self.builds: list[Command] = []
        self.outcome = Result(0)

    def run(self, command: Command, on_line: Callable[[str], None] = ignore) -> Result:
        """Answer as docker would."""
        if command.argv == ("docker", "--version"):
            if not self._version:
                raise ToolMissing("tool-missing", what="there is no program docker", why="-", do="-")
            return Result(0, out=self._version)
        if command.argv == ("docker", "buildx", "version"):
            return Result(0 if self._buildx else 1)
        self.builds.append(command)
        on_line("step 1")
        return self.outcome


class LittleEngine(Engine):
    """An engine with one image that anybody can take out."""

    def __init__(self, architecture: str = "amd64", layer: bytes = LAYER) -> None:
        self._architecture = architecture
        self._layer = layer
        self.base = "sha256:one"
        self.digest = f"sha256:{hashlib.sha256(layer).hexdigest()}"
        self.saves = 0

    def check_version(self) -> str:
        """It is young enough."""
        return "1.41"

    def image_id(self, name: str) -> str:
        """What the base is."""
        return self.base if name else ""

    def save(self, _name: str, file: Path, check: Callable[[], None]) -> None:
        """Save as old and new engines do."""
        check()
        self.saves += 1
        config = {
            "os": "linux",
            "architecture": self._architecture,
            "rootfs": {"type": "layers", "diff_ids": [self.digest]},
        }
        entry = {"Config": "c.json", "RepoTags": ["x"], "Layers": ["one/layer.tar"]}
        with tarfile.open(file, "w") as archive:
            texts = {"manifest.json": json.dumps([entry]).encode(), "c.json": json.dumps(config).encode()}
            for name, data in {**texts, "one/layer.tar": self._layer}.items():
                header = tarfile.TarInfo(name)
                header.size = len(data)
                archive.addfile(header, io.BytesIO(data))


def little_builder(
    folder: Path, command_line: LittleCommandLine | None = None, engine: LittleEngine | None = None
) -> DockerBuilder:
    """A builder over the two, with a shelf of its own."""
    shelf = Shelf(folder / "images")
    return DockerBuilder(command_line or LittleCommandLine(), shelf, engine or LittleEngine(), lambda: None)
