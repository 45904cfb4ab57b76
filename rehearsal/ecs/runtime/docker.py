"""Containers by a Docker engine; whatever waits for the engine happens on a thread of the container."""

import os
import threading
from functools import partial
from pathlib import Path
from typing import Any

from rehearsal.ecs.runtime.docker_handle import LABEL, DockerHandle, quietly
from rehearsal.ecs.runtime.port import Launch
from rehearsal.ecs.runtime.pull import Credentials

ANSWER_WITHIN = 3
SOCKET = Path("/var/run/docker.sock")


def engine_answers() -> bool:
    """Say whether a Docker engine can be used; where there is none the answer costs nothing."""
    if "DOCKER_HOST" not in os.environ and not SOCKET.exists():
        return False
    from docker.errors import DockerException  # noqa: PLC0415 - as above

    import docker  # noqa: PLC0415 - only a machine with an engine pays for it

    try:
        return bool(docker.from_env(timeout=ANSWER_WITHIN).ping())
    except (DockerException, OSError):
        return False


def engine() -> Any:  # noqa: ANN401 - docker has no types
    """The client of this machine's engine."""
    import docker  # noqa: PLC0415 - only a machine with an engine pays for it

    return docker.from_env()


class DockerRuntime:
    """Starts containers on the engine's bridge; they carry the label of this rehearsal's folder."""

    def __init__(self, client: Any, label: str, credentials: Credentials) -> None:  # noqa: ANN401 - as above
        self._client = client
        self._label = label
        self._credentials = credentials
        self._handles: list[DockerHandle] = []

    def open(self) -> None:
        """Remove the containers of a killed server."""
        for container in self._client.containers.list(all=True, filters={"label": f"{LABEL}={self._label}"}):
            quietly(partial(container.remove, force=True))

    def close(self) -> None:
        """Remove every container."""
        for handle in self._handles:
            handle.doom()
        self.open()
        self._handles.clear()

    def reserve(self, task: str) -> str:  # noqa: ARG002 - the engine gives the address at the start
        """No address is known before the start."""
        return ""

    def release(self, task: str) -> None:
        """Remove the containers of an ended task."""
        for handle in [handle for handle in self._handles if handle.launch.task == task]:
            handle.remove()
            self._handles.remove(handle)

    def launch(self, launch: Launch) -> DockerHandle:
        """Start a container on its own thread; all containers of a task share the first one's network."""
        first = next((handle for handle in self._handles if handle.launch.task == launch.task), None)
        handle = DockerHandle(self._client, launch, self._label, first)
        self._handles.append(handle)
        name = f"container-{launch.container}"
        threading.Thread(target=handle.run, args=(self._credentials,), name=name, daemon=True).start()
        return handle
