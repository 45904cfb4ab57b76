"""The registry as a part of the rehearsal: its port, its files, and what can be done to it on demand."""

import errno
import json
from collections.abc import Mapping
from shutil import rmtree
from typing import TYPE_CHECKING

from rehearsal.registry import shelf
from rehearsal.registry.catalogue import Catalogue
from rehearsal.registry.errors import Refused
from rehearsal.registry.gaps import EcrGaps
from rehearsal.registry.scans import plant
from rehearsal.registry.server import RegistryServer
from rehearsal.registry.storage import Storage
from rehearsal.registry.sweep import GRACE_SECONDS, sweep
from rehearsal.registry.tokens import Scope

if TYPE_CHECKING:
    from rehearsal.control.plane import ControlPlane

_SWEEP_SECONDS = 600.0


class RegistryPart:
    """Makes every ECR repository of the records one that can be pushed to and pulled from."""

    def __init__(self) -> None:
        self._plane: ControlPlane | None = None
        self._storage: Storage | None = None
        self._server: RegistryServer | None = None
        self._port = 0
        self._next_sweep = 0.0

    @property
    def address(self) -> str:
        """Where the registry answers, or would if it were not lost; nothing before the start."""
        return f"127.0.0.1:{self._port}" if self._port else ""

    def start(self, plane: "ControlPlane") -> None:
        """Open the port, the one that images are named by if that can still be had."""
        self._plane = plane
        catalogue = Catalogue(plane)
        if not catalogue.all():
            rmtree(plane.folder / "registry", ignore_errors=True)
        self._storage = Storage(plane.folder / "registry", catalogue)
        self._open()
        EcrGaps(self._storage, lambda: self.address).register(plane)
        self._offer(plane)
        plane.publish("registry", self.address)

    def _offer(self, plane: "ControlPlane") -> None:
        plane.add_action("registry-lose", lambda _: self._close())
        plane.add_action("registry-return", lambda _: self._open())
        plane.add_action("registry-sweep", self._sweep_now)
        plane.add_action("plant-scan-findings", self._plant)

    def tick(self, now: float) -> None:
        """Clear garbage every now and then."""
        if self._storage is not None and now >= self._next_sweep:
            self._next_sweep = now + _SWEEP_SECONDS
            sweep(self._storage)

    def stop(self) -> None:
        """Close the port; the files stay for the next start."""
        self._close()

    def save(self) -> object:
        """The port: it is part of every image's name."""
        return self._port

    def load(self, saved: object) -> None:
        """Ask for the same port again."""
        self._port = saved if isinstance(saved, int) else 0

    def _open(self) -> None:
        if self._server is not None or self._storage is None:
            return
        try:
            self._server = RegistryServer(self._storage, self._port)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            self._server = RegistryServer(self._storage)
        if self._server.server_port != self._port:
            self._port = self._server.server_port
            self._rename()

    def _rename(self) -> None:
        """Another port is another name for every repository."""
        if self._storage is not None:
            for repository in self._storage.catalogue.all():
                repository.uri = f"{self.address}/{repository.name}"

    def _close(self) -> None:
        if self._server is not None:
            self._server.stop()
            self._server = None

    def _sweep_now(self, arguments: Mapping[str, str]) -> dict[str, int]:
        if self._storage is None:
            return {}
        swept = sweep(self._storage, float(arguments.get("grace_seconds", GRACE_SECONDS)))
        return {"blobs": swept.blobs, "uploads": swept.uploads}

    def _plant(self, arguments: Mapping[str, str]) -> int:
        """Plant findings (JSON, ECR's shape) for the image `reference` of `repository`."""
        plane, storage = self._plane, self._storage
        if plane is None or storage is None:
            return 0
        scope = Scope(arguments.get("account", plane.account), arguments.get("region", plane.region))
        findings = json.loads(arguments["findings"])
        try:
            with storage.catalogue.repository(scope, arguments["repository"]) as repository:
                image = shelf.find(repository, arguments["reference"])
        except Refused as refused:
            raise ValueError(refused.message) from refused
        if image is None:
            raise ValueError(f"no image {arguments['reference']}")
        plant(image, findings)
        return len(findings)
