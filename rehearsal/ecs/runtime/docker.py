"""Containers by a Docker engine; every call to it happens on a thread of the container it is about."""

import os
import threading
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from time import time
from typing import Any

from rehearsal.ecs.runtime.output import Tape
from rehearsal.ecs.runtime.port import Check, Condition, Launch, Line

LABEL = "swingbridge.rehearsal"
ANSWER_WITHIN = 3
SOCKET = Path("/var/run/docker.sock")
KILLED = 137


def engine_answers() -> bool:
    """Say whether a Docker engine can be used; where there is none the answer costs nothing."""
    if "DOCKER_HOST" not in os.environ and not SOCKET.exists():
        return False
    import docker  # noqa: PLC0415 - only a machine with an engine pays for it
    from docker.errors import DockerException  # noqa: PLC0415

    try:
        return bool(docker.from_env(timeout=ANSWER_WITHIN).ping())
    except (DockerException, OSError):
        return False


class DockerHandle:
    """One container; its thread starts it, reads its output and waits for its end."""

    def __init__(self, client: Any, launch: Launch, label: str) -> None:  # noqa: ANN401 - docker has no types
        self.launch = launch
        self.reason = ""
        self.digest = ""
        self.address = ""
        self.runtime_id = ""
        self.exit_code: int | None = None
        self._client = client
        self._label = label
        self._container: Any = None
        self._doomed = False
        self._checks: list[Check] = []
        self._tape = Tape()

    @property
    def condition(self) -> Condition:
        """Where the container is in its life."""
        if self.reason:
            return Condition.FAILED
        if self.exit_code is not None:
            return Condition.EXITED
        return Condition.RUNNING if self.address else Condition.STARTING

    def run(self) -> None:
        """Live the container's life from pull to end."""
        from docker.errors import DockerException  # noqa: PLC0415 - only a machine with an engine pays for it

        try:
            self._begin()
            for chunk in self._container.logs(stream=True, follow=True):
                self._tape.feed(chunk)
            self._tape.finish()
            self.exit_code = int(self._container.wait()["StatusCode"])
        except (DockerException, OSError) as error:
            if self._container is None:
                self.reason = f"CannotPullContainerError: {error}"
            else:
                self.exit_code = self.exit_code or KILLED

    def _begin(self) -> None:
        launch = self.launch
        image = self._client.images.pull(launch.image) if "/" in launch.image else None
        self.digest = (image.attrs.get("RepoDigests") or ["@"])[0].partition("@")[2] if image else ""
        port = {"PORT": str(launch.port)} if launch.port else {}
        self._container = self._client.containers.run(
            launch.image,
            command=list(launch.command) or None,
            entrypoint=list(launch.entry_point) or None,
            environment={**port, **launch.environment},
            working_dir=launch.working_directory or None,
            labels={LABEL: self._label, f"{LABEL}.task": launch.task},
            extra_hosts={"host.docker.internal": "host-gateway"},
            detach=True,
        )
        self._container.reload()
        self.runtime_id = str(self._container.id)
        self.address = str(self._container.attrs["NetworkSettings"]["Networks"]["bridge"]["IPAddress"])
        if self._doomed:
            self._container.kill()

    def terminate(self) -> None:
        """Send SIGTERM."""
        self._doomed = True
        self._in_background(lambda container: container.kill(signal="SIGTERM"))

    def kill(self) -> None:
        """Send SIGKILL."""
        self._doomed = True
        self._in_background(lambda container: container.kill())

    def freeze(self) -> None:
        """Pause the container."""
        self._in_background(lambda container: container.pause())

    def lines(self) -> list[Line]:
        """Hand over the output since the last call."""
        return self._tape.take()

    def check(self, command: Sequence[str], timeout: float) -> None:
        """Run a health check inside the container."""
        self._checks[:] = [Check.RUNNING]
        deadline = time() + timeout

        def run(container: Any) -> None:  # noqa: ANN401 - docker has no types
            code = container.exec_run(list(command)).exit_code
            self._checks[:] = [Check.PASSED if code == 0 and time() <= deadline else Check.FAILED]

        self._in_background(run)

    def checked(self) -> Check | None:
        """Say what became of the health check."""
        if not self._checks or self._checks[0] is Check.RUNNING:
            return self._checks[0] if self._checks else None
        return self._checks.pop()

    def remove(self) -> None:
        """Take the container away."""
        self._in_background(lambda container: container.remove(force=True))

    def _in_background(self, call: Callable[[Any], object]) -> None:
        if self._container is not None:
            threading.Thread(target=_quietly, args=(partial(call, self._container),), daemon=True).start()


def _quietly(call: Callable[[], object]) -> None:
    """A container that is gone already needs nothing."""
    from docker.errors import DockerException  # noqa: PLC0415 - only a machine with an engine pays for it

    try:
        call()
    except (DockerException, OSError):
        return


class DockerRuntime:
    """Starts containers on the engine's bridge; they carry the label of this rehearsal's folder."""

    def __init__(self, label: str) -> None:
        import docker  # noqa: PLC0415 - only a machine with an engine pays for it

        self._client = docker.from_env()
        self._label = label
        self._handles: list[DockerHandle] = []

    def open(self) -> None:
        """Remove the containers of a killed server."""
        for container in self._client.containers.list(all=True, filters={"label": f"{LABEL}={self._label}"}):
            _quietly(partial(container.remove, force=True))

    def close(self) -> None:
        """Remove every container."""
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
        """Start a container on a thread of its own."""
        handle = DockerHandle(self._client, launch, self._label)
        self._handles.append(handle)
        threading.Thread(target=handle.run, name=f"container-{launch.container}", daemon=True).start()
        return handle
