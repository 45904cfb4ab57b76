"""One Docker container: its thread pulls, starts, reads the output and waits for the end."""

import threading
from collections.abc import Callable, Sequence
from functools import partial
from time import monotonic
from typing import Any

from rehearsal.ecs.runtime.output import Tape
from rehearsal.ecs.runtime.port import Check, Condition, Launch, Line
from rehearsal.ecs.runtime.pull import Credentials

LABEL = "swingbridge.rehearsal"
KILLED = 137
NETWORK_WITHIN = 120.0


class DockerHandle:
    """One container; the task's further containers join the network of its first one."""

    def __init__(
        self,
        client: Any,  # noqa: ANN401 - docker has no types
        launch: Launch,
        label: str,
        first: "DockerHandle | None",
    ) -> None:
        self.launch = launch
        self.reason = ""
        self.digest = ""
        self.address = ""
        self.runtime_id = ""
        self.exit_code: int | None = None
        self.begun = threading.Event()
        self._client = client
        self._label = label
        self._first = first
        self._container: Any = None
        self._doomed = False
        self._answer: Check | None = None
        self._tape = Tape()

    @property
    def condition(self) -> Condition:
        """Where the container is in its life."""
        if self.reason:
            return Condition.FAILED
        if self.exit_code is not None:
            return Condition.EXITED
        return Condition.RUNNING if self.runtime_id else Condition.STARTING

    def run(self, credentials: Credentials) -> None:
        """Live the container's life from pull to end."""
        from docker.errors import DockerException  # noqa: PLC0415 - only a machine with an engine pays for it

        try:
            self._begin(self._pull(credentials))
            self.begun.set()
            for chunk in self._container.logs(stream=True, follow=True):
                self._tape.feed(chunk)
            self._tape.finish()
            self.exit_code = int(self._container.wait()["StatusCode"])
        except (DockerException, OSError) as error:
            self._fail(error)
        finally:
            self.begun.set()

    def _fail(self, error: Exception) -> None:
        """Before the start the error is the reason; afterwards someone took the container away."""
        if self._container is None:
            self.reason = f"CannotPullContainerError: {error}"
        elif self.exit_code is None:
            self.exit_code = KILLED

    def _pull(self, credentials: Credentials) -> str:
        """Pull an image that names a registry, and give its digest."""
        host, slash, _ = self.launch.image.partition("/")
        if not slash:
            return ""
        pair = credentials(host)
        login = {"username": pair[0], "password": pair[1]} if pair else None
        image = self._client.images.pull(self.launch.image, auth_config=login)
        digests = image.attrs.get("RepoDigests") or [""]
        return str(digests[0].partition("@")[2])

    def _begin(self, digest: str) -> None:
        launch = self.launch
        port = {"PORT": str(launch.port)} if launch.port else {}
        container = self._client.containers.run(
            launch.image,
            command=list(launch.command) or None,
            entrypoint=list(launch.entry_point) or None,
            environment={**port, **launch.environment},
            working_dir=launch.working_directory or None,
            labels={LABEL: self._label, f"{LABEL}.task": launch.task},
            network_mode=self._network(),
            detach=True,
        )
        self._container = container
        container.reload()
        own = container.attrs["NetworkSettings"]["Networks"].get("bridge", {}).get("IPAddress", "")
        self.address = self._first.address if self._first else str(own)
        self.digest, self.runtime_id = digest, str(container.id)
        if self._doomed:
            container.kill()

    def _network(self) -> str:
        if self._first is None:
            return "bridge"
        self._first.begun.wait(NETWORK_WITHIN)
        return f"container:{self._first.runtime_id}"

    def doom(self) -> None:
        """Let a container that is still being started end as soon as it runs."""
        self._doomed = True

    def terminate(self) -> None:
        """Send SIGTERM."""
        self.doom()
        self._in_background(lambda container: container.kill(signal="SIGTERM"))

    def kill(self) -> None:
        """Send SIGKILL."""
        self.doom()
        self._in_background(lambda container: container.kill())

    def freeze(self) -> None:
        """Pause the container."""
        self._in_background(lambda container: container.pause())

    def remove(self) -> None:
        """Take the container away."""
        self._in_background(lambda container: container.remove(force=True))

    def lines(self) -> list[Line]:
        """Hand over the output since the last call."""
        return self._tape.take()

    def check(self, command: Sequence[str], timeout: float) -> None:
        """Run a health check inside the container."""
        self._answer = Check.RUNNING
        deadline = monotonic() + timeout

        def run(container: Any) -> None:  # noqa: ANN401 - docker has no types
            code = container.exec_run(list(command)).exit_code
            self._answer = Check.PASSED if code == 0 and monotonic() <= deadline else Check.FAILED

        self._in_background(run)

    def checked(self) -> Check | None:
        """Say what became of the health check."""
        answer = self._answer
        if answer is not Check.RUNNING:
            self._answer = None
        return answer

    def _in_background(self, call: Callable[[Any], object]) -> None:
        if self._container is not None:
            threading.Thread(target=quietly, args=(partial(call, self._container),), daemon=True).start()


def quietly(call: Callable[[], object]) -> None:
    """A container that is gone already needs nothing."""
    from docker.errors import DockerException  # noqa: PLC0415 - only a machine with an engine pays for it

    try:
        call()
    except (DockerException, OSError):
        return
