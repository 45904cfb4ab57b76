"""Containers by a Docker engine; whatever waits for the engine happens on a thread of the container."""

import threading
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

from rehearsal.ecs.runtime.addresses import Addresses
from rehearsal.ecs.runtime.docker_handle import LABEL, DockerHandle, quietly
from rehearsal.ecs.runtime.port import Launch
from rehearsal.ecs.runtime.pull import Credentials

GONE_WITHIN = 20.0
LOOPBACK = "127."


class DockerRuntime:
    """Starts containers in this machine's network; they carry the label of this rehearsal's folder."""

    def __init__(self, client: Any, folder: Path, credentials: Credentials) -> None:  # noqa: ANN401 - docker has no types
        self._client = client
        self._label = str(folder)
        # While it exists the engine may hold containers of this folder.
        self._note = note_of(folder)
        self._credentials = credentials
        self._addresses = Addresses()
        self._handles: list[DockerHandle] = []
        self._threads: list[threading.Thread] = []
        self._images: set[str] = set()

    def open(self) -> None:
        """Remove the containers of a killed server."""
        self._remove_all()
        self._note.parent.mkdir(parents=True, exist_ok=True)
        self._note.touch()

    def close(self) -> None:
        """Remove every container, and the images of our own registry, which nobody else can use."""
        for handle in self._handles:
            handle.doom()
        self._remove_all()
        deadline = monotonic() + GONE_WITHIN
        for thread in self._threads:
            thread.join(max(0.0, deadline - monotonic()))
        # One that was just being created has come after the first look.
        self._remove_all()
        for image in self._images:
            quietly(partial(self._client.images.remove, image))
        self._addresses.close()
        self._note.unlink(missing_ok=True)

    def reserve(self, task: str) -> str:
        """Give a task its loopback address."""
        return self._addresses.reserve(task)

    def release(self, task: str) -> None:
        """Take the address of an ended task back; what still runs of it is killed."""
        self._addresses.release(task)
        for handle in [handle for handle in self._handles if handle.launch.task == task]:
            handle.kill()
            self._handles.remove(handle)

    def launch(self, launch: Launch) -> DockerHandle:
        """Start a container on its own thread."""
        handle = DockerHandle(self._client, launch, self._label)
        thread = threading.Thread(
            target=handle.run, args=(self._credentials,), name=f"container-{launch.container}", daemon=True
        )
        self._handles.append(handle)
        self._threads = [*(thread for thread in self._threads if thread.is_alive()), thread]
        if launch.image.startswith(LOOPBACK):
            self._images.add(launch.image)
        thread.start()
        return handle

    def _remove_all(self) -> None:
        def remove_all() -> None:
            # Sparse, as a full look at one that is just going away would fail for all of them.
            for container in self._client.containers.list(all=True, filters=mine, sparse=True):
                quietly(partial(container.remove, force=True))

        mine = {"label": f"{LABEL}={self._label}"}
        quietly(remove_all)


def note_of(folder: Path) -> Path:
    """The file that says that a rehearsal's containers may be in an engine."""
    return folder / "tasks" / "containers"
