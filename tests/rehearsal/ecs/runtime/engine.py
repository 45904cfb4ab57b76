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

    @property
    def attrs(self) -> dict[str, Any]:
        """The address on the bridge, for containers that have a network of their own."""
        own = (
            {"bridge": {"IPAddress": f"172.17.0.{self.id}"}} if self.made["network_mode"] == "bridge" else {}
        )
        return {"NetworkSettings": {"Networks": own}}

    def reload(self) -> None:
        """Nothing changes by looking."""

    def logs(self, **_: object) -> Iterator[bytes]:
        """Say one line and go on until the end."""
        yield b"hello\n"
        if self.code is None:
            self.gone.wait(30)

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
        self.engine.containers.made.remove(self)
        self.gone.set()


class Containers:
    """The containers of an engine."""

    def __init__(self, engine: "Engine") -> None:
        self.made: list[EngineContainer] = []
        self._engine = engine

    def run(self, image: str, **members: Any) -> EngineContainer:
        """Start a container."""
        container = EngineContainer(str(len(self.made) + 1), {"image": image, **members}, self._engine)
        if members["command"] and members["command"][0].isdecimal():
            container.code = int(members["command"][0])
        self.made.append(container)
        return container

    def list(self, *, all: bool, filters: dict[str, str]) -> list[EngineContainer]:  # noqa: A002 - docker's word
        """List containers by one label."""
        assert all
        key, _, value = filters["label"].partition("=")
        return [container for container in self.made if container.made["labels"].get(key) == value]


class Images:
    """The images of an engine: those of one registry that wants a password."""

    def __init__(self) -> None:
        self.logins: list[dict[str, str] | None] = []

    def pull(self, image: str, auth_config: dict[str, str] | None) -> SimpleNamespace:
        """Pull an image."""
        self.logins.append(auth_config)
        if "nothing" in image:
            raise ImageNotFound("no such image")
        return SimpleNamespace(attrs={"RepoDigests": [f"{image}@sha256:abc"]})


class Engine:
    """The engine."""

    def __init__(self) -> None:
        self.containers = Containers(self)
        self.images = Images()
