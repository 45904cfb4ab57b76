"""One Docker container: its thread pulls, starts, reads the output, waits for the end and takes it away."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any

from rehearsal.ecs.runtime.docker_image import PullFailed, pull_image
from rehearsal.ecs.runtime.output import Tape
from rehearsal.ecs.runtime.port import Check, Condition, Launch, Line
from rehearsal.ecs.runtime.pull import Credentials

LABEL = "swingbridge.rehearsal"
KILLED = 137
MEBIBYTE = 2**20
NOT_STARTED = "stopped before it was started"
OUT_OF_MEMORY = "OutOfMemoryError: Container killed due to memory usage"
# The rehearsal keeps the lines itself.
LOG = {"type": "none"}


@dataclass(slots=True)
class _Checking:
    """A health check command under way."""

    deadline: float
    passed: bool | None = None


class DockerHandle:
    """One container, in the network of this machine and at the task's own loopback address there."""

    def __init__(self, client: Any, launch: Launch, label: str) -> None:  # noqa: ANN401 - docker has no types
        self.launch = launch
        self.reason = ""
        self.remark = ""
        self.digest = ""
        self.runtime_id = ""
        self.exit_code: int | None = None
        self._client = client
        self._label = label
        self._container: Any = None
        self._output: Any = None
        self._doomed = False
        self._checking: _Checking | None = None
        self._tapes = Tape(), Tape()

    @property
    def condition(self) -> Condition:
        """Where the container is in its life."""
        if self.reason:
            return Condition.FAILED
        if self.exit_code is not None:
            return Condition.EXITED
        return Condition.RUNNING if self.runtime_id else Condition.STARTING

    @property
    def address(self) -> str:
        """The loopback address of the task."""
        return self.launch.address

    def run(self, credentials: Credentials) -> None:
        """Live the container's life from pull to end; called on a thread of its own."""
        obstacle = self._begin(credentials)
        if not obstacle:
            quietly(self._follow)
            # Whoever took the container away, or the engine's own end, leaves no code behind.
            self.exit_code = KILLED if self.exit_code is None else self.exit_code
        if self._output is not None:
            # The stream's own close leaves the socket open, and names no other way to it.
            quietly(self._output._response.close)  # noqa: SLF001
        if self._container is not None:
            quietly(lambda: self._container.remove(force=True))
        self.reason = obstacle

    def _begin(self, credentials: Credentials) -> str:
        """Bring the container to life; where that fails, why, in the words of ECS."""
        try:
            self.digest = pull_image(self._client, self.launch.image, credentials)
        except PullFailed as error:
            return f"CannotPullContainerError: {error}"
        for word, step in (("Create", self._create), ("Start", self._start)):
            said = quietly(step)
            if said or self._doomed:
                return f"Cannot{word}ContainerError: {said or NOT_STARTED}"
        return ""

    def _create(self) -> None:
        launch = self.launch
        port = {"PORT": str(launch.port)} if launch.port else {}
        self._container = self._client.containers.create(
            launch.image,
            command=list(launch.command) or None,
            entrypoint=list(launch.entry_point) or None,
            environment={**port, **launch.environment, "HOST": launch.address},
            working_dir=launch.working_directory or None,
            user=launch.user or None,
            read_only=launch.read_only,
            mem_limit=launch.memory * MEBIBYTE if launch.memory else None,
            memswap_limit=launch.memory * MEBIBYTE if launch.memory else None,
            # ECS runs the checks of the task definition, and never those of the image.
            healthcheck={"test": ["NONE"]},
            log_config=LOG,
            name=f"swingbridge-{launch.container}-{launch.task[:12]}",
            labels={LABEL: self._label, f"{LABEL}.task": launch.task},
            network_mode="host",
            userns_mode="host",
        )

    def _start(self) -> None:
        # Before the start: a log that is followed loses the last words of a container that ends at once.
        self._output = self._container.attach(stream=True, demux=True)
        self._container.start()
        self.runtime_id = str(self._container.id)

    def _follow(self) -> None:
        """Read until the end, and see how it ended."""
        for chunks in self._output:
            for tape, chunk in zip(self._tapes, chunks, strict=True):
                tape.feed(chunk or b"")
        for tape in self._tapes:
            tape.finish()
        code = int(self._container.wait()["StatusCode"])
        self._container.reload()
        self.remark = OUT_OF_MEMORY if self._container.attrs["State"]["OOMKilled"] else ""
        self.exit_code = code

    def doom(self) -> None:
        """Let a container that is still being made never start."""
        self._doomed = True

    def terminate(self) -> None:
        """Send the stop signal of the image, which is SIGTERM unless it says otherwise."""
        self.doom()
        self._in_background(lambda container: container.kill(signal=_stop_signal(container)))

    def kill(self) -> None:
        """Send SIGKILL."""
        self.doom()
        self._in_background(lambda container: container.kill())

    def freeze(self) -> None:
        """Pause the container."""
        self._in_background(lambda container: container.pause())

    def lines(self) -> list[Line]:
        """Hand over the output since the last call."""
        return sorted((line for tape in self._tapes for line in tape.take()), key=lambda line: line.at)

    def check(self, command: Sequence[str], timeout: float) -> None:
        """Run a health check inside the container."""
        checking = self._checking = _Checking(monotonic() + timeout)

        def run(container: Any) -> None:  # noqa: ANN401 - docker has no types
            checking.passed = container.exec_run(list(command)).exit_code == 0

        self._in_background(run)

    def checked(self) -> Check | None:
        """Say what became of the health check; one that takes too long has failed."""
        checking = self._checking
        if checking is None:
            return None
        if checking.passed is None and monotonic() < checking.deadline:
            return Check.RUNNING
        self._checking = None
        return Check.PASSED if checking.passed else Check.FAILED

    def _in_background(self, call: Callable[[Any], object]) -> None:
        container = self._container
        if container is not None:
            threading.Thread(target=quietly, args=(lambda: call(container),), daemon=True).start()


def _stop_signal(container: Any) -> str:  # noqa: ANN401 - docker has no types
    return str(container.attrs["Config"].get("StopSignal") or "SIGTERM")


def quietly(call: Callable[[], object]) -> str:
    """Call the engine; what went wrong, in its words, or nothing."""
    from docker.errors import DockerException  # noqa: PLC0415 - only a machine with an engine pays for it
    from urllib3.exceptions import HTTPError  # noqa: PLC0415 - as above

    try:
        call()
    except (DockerException, HTTPError, OSError) as error:
        return str(getattr(error, "explanation", None) or error)
    return ""
