"""A Docker engine that only remembers, in the words of docker-py that the runtime uses."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Event
from types import SimpleNamespace
from typing import Any

from docker.errors import APIError, ImageNotFound, NotFound


@dataclass
class EngineContainer:
    """One container; it runs until it is killed, unless its command is a number: that is its exit code."""

    id: str
    made: dict[str, Any]
    engine: "Engine"
    code: int | None = None
    gone: Event = field(default_factory=Event)
    started: bool = False
    output: "EngineOutput | None" = None

    @property
    def attrs(self) -> dict[str, Any]:
        """How it ended: a kill of one with a limit stands for too much memory."""
        too_much = self.made["mem_limit"] is not None and self.code == 137
        return {"Config": {}, "State": {"OOMKilled": too_much}}

    def start(self) -> None:
        """Begin to run."""
        if self.made["command"] == ["missing"]:
            raise APIError("", explanation="no such program")
        self.started = True

    def reload(self) -> None:
        """Nothing changes by looking."""

    def attach(self, *, stream: bool, demux: bool) -> "EngineOutput":
        """Listen to what it will say; who comes after the start may have missed it."""
        assert stream
        assert demux
        assert not self.started
        self.output = EngineOutput(self)
        return self.output

    def wait(self) -> dict[str, int]:
        """Give the exit code."""
        if self.code is None:
            raise NotFound("no such container")
        return {"StatusCode": self.code}

    def kill(self, signal: str = "SIGKILL") -> None:
        """End by a signal."""
        if self.code is not None:
            raise APIError("container is not running")
        self.code = {"SIGTERM": 143, "SIGKILL": 137}[signal]
        self.gone.set()

    def exec_run(self, command: list[str]) -> SimpleNamespace:
        """Judge a health check by its command."""
        return SimpleNamespace(exit_code=0 if command == ["true"] else 1)

    def remove(self, *, force: bool) -> None:
        """Go away."""
        assert force
        if self not in self.engine.containers.made:
            raise NotFound("no such container")
        self.engine.containers.made.remove(self)
        self.gone.set()


class EngineOutput:
    """Both streams of one container: one line each, and then silence until the end."""

    def __init__(self, container: EngineContainer) -> None:
        self.closed = Event()
        self._container = container
        self._response = SimpleNamespace(close=self.closed.set)

    def __iter__(self) -> Iterator[tuple[bytes | None, bytes | None]]:
        """Say both lines and go on until the end."""
        yield b"hel", None
        yield None, b"aside\n"
        yield b"lo", None
        if self._container.code is None:
            self._container.gone.wait(30)


class Containers:
    """The containers of an engine."""

    def __init__(self, engine: "Engine") -> None:
        self.made: list[EngineContainer] = []
        self.ever: list[EngineContainer] = []
        self._engine = engine

    def create(self, image: str, **members: Any) -> EngineContainer:
        """Make a container."""
        container = EngineContainer(str(len(self.made) + 1), {"image": image, **members}, self._engine)
        if members["command"] and members["command"][0].isdecimal():
            container.code = int(members["command"][0])
        self.made.append(container)
        self.ever.append(container)
        return container

    def list(self, *, all: bool, sparse: bool, filters: dict[str, str]) -> list[EngineContainer]:  # noqa: A002 - docker's word
        """List containers by one label."""
        assert all
        assert sparse
        key, _, value = filters["label"].partition("=")
        return [container for container in self.made if container.made["labels"].get(key) == value]


class Images:
    """The images of an engine, with those of one registry behind them."""

    def __init__(self) -> None:
        self.here = {"web:dev"}
        self.logins: list[dict[str, str] | None] = []

    def pull(
        self, repository: str, *, tag: str, auth_config: dict[str, str] | None, **_: object
    ) -> list[dict[str, str]]:
        """Pull an image, as the engine tells it."""
        self.logins.append(auth_config)
        if "nothing" in repository:
            return [{"status": "looking"}, {"error": "manifest unknown"}]
        self.here.add(f"{repository}:{tag}")
        return [{"status": "done"}]

    def get(self, image: str) -> SimpleNamespace:
        """Look at an image."""
        image = image if ":" in image else f"{image}:latest"
        if image not in self.here:
            raise ImageNotFound("no such image")
        return SimpleNamespace(attrs={"RepoDigests": [f"{image.rpartition(':')[0]}@sha256:abc"]})

    def remove(self, image: str) -> None:
        """Forget an image."""
        if image not in self.here:
            raise ImageNotFound("no such image")
        self.here.remove(image)


class Engine:
    """The engine."""

    def __init__(self) -> None:
        self.containers = Containers(self)
        self.images = self.api = Images()
