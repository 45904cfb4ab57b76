"""Builds images with the Docker engine, through its command line: only that knows BuildKit."""

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from deploy.connectors.docker.key import checked_entries, content_key
from deploy.connectors.docker.port import BuildOrder, Built
from deploy.connectors.docker.saved import read_saved
from deploy.connectors.docker.shelf import Shelf
from deploy.connectors.process.port import Command, ProcessRunner, Result, ignore
from deploy.errors import Refused, Reverted, ToolMissing
from deploy.model.image import Image

OLDEST_API = (1, 41)
"""Docker 20.10."""
_LETS_THROUGH = ("DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_CONFIG", "DOCKER_CERT_PATH", "DOCKER_TLS_VERIFY")
_ASK_SECONDS = 15.0
_BUILD_SECONDS = 3600.0
_INSTALL = "install Docker 20.10 or newer and start it; inv doctor shows what answers"


class DockerBuilder:
    """Builds with the engine, and keeps the image on the shelf as the registry will have it."""

    def __init__(self, processes: ProcessRunner, shelf: Shelf, say: Callable[[str], None] = ignore) -> None:
        self._processes = processes
        self._shelf = shelf
        self._say = say

    def build(self, order: BuildOrder) -> Built:
        """The image of an order."""
        _check_base(order)
        found = checked_entries(order)
        key = content_key(order, found, self._shelf.memory, order.dockerfile)
        image = self._shelf.by_key(order.component, key)
        was_there = image is not None
        if image is None:
            image = self._built(order)
            self._shelf.note_key(order.component, key, image)
        self._shelf.note_tag(order.component, order.tag, image)
        return Built(image, was_there, key)

    def _built(self, order: BuildOrder) -> Image:
        name = f"{order.repository}:{order.tag}"
        self._run("build", build_arguments(order, name), lambda line: self._say(f"{order.component}: {line}"))
        with TemporaryDirectory(dir=self._prepared(), prefix="saved-") as folder:
            file = Path(folder) / "image.tar"
            self._run("save", ("docker", "image", "save", "--output", str(file), name))
            image = read_saved(file, self._shelf)
        _check_platform(order, image)
        return image

    def _prepared(self) -> Path:
        self._shelf.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return self._shelf.folder

    def _run(self, verb: str, argv: tuple[str, ...], on_line: Callable[[str], None] = ignore) -> None:
        plain = (("BUILDKIT_PROGRESS", "plain"),)
        command = Command(argv, lets_through=_LETS_THROUGH, variables=plain, deadline_seconds=_BUILD_SECONDS)
        done = self._processes.run(command, on_line)
        if not done.is_ok:
            raise Reverted(
                "image-not-built",
                what=f"docker {verb} {done.ending}",
                why=_last_words(done),
                do="the lines above are Docker's own; correct it and give the command again",
            )


def build_arguments(order: BuildOrder, name: str) -> tuple[str, ...]:
    """The command that builds; nothing secret is in it."""
    labels = tuple(part for key, value in order.labels for part in ("--label", f"{key}={value}"))
    base = ("--build-arg", f"BASE={order.base}")
    where = ("--file", str(order.dockerfile), "--platform", order.platform, "--tag", name)
    return ("docker", "build", *where, *base, *labels, "--", str(order.context))


def check_engine(processes: ProcessRunner) -> str:
    """The API version of the engine that answers; `ToolMissing` where none does, or only one too old."""
    argv = ("docker", "version", "--format", "{{.Server.APIVersion}}")
    asked = processes.run(Command(argv, lets_through=_LETS_THROUGH, deadline_seconds=_ASK_SECONDS))
    version = asked.out.strip()
    if not asked.is_ok:
        raise ToolMissing(
            "docker-engine-missing",
            what="no Docker engine answers",
            why=_last_words(asked),
            do=_INSTALL,
        )
    if _numbers(version) < OLDEST_API:
        wanted = ".".join(map(str, OLDEST_API))
        raise ToolMissing(
            "docker-engine-old",
            what=f"the Docker engine speaks API {version or '(none)'}, and {wanted} is wanted",
            why="older engines do not build for a platform that is named",
            do=_INSTALL,
        )
    return version


def _numbers(version: str) -> tuple[int, ...]:
    with suppress(ValueError):
        return tuple(int(part) for part in version.split("."))
    return ()


def _last_words(done: Result) -> str:
    lines = [line for line in (*done.out.splitlines(), *done.err.splitlines()) if line.strip()]
    return lines[-1].strip() if lines else f"it {done.ending} and said nothing"


def _check_base(order: BuildOrder) -> None:
    if not order.base:
        raise Refused(
            "base-image-missing",
            what=f"{order.component} has no base image to be built on",
            why="the Dockerfiles take theirs from the settings, so that a mirror can be named in one place",
            do='add base = "python:3.11-slim@sha256:..." under [images]',
        )


def _check_platform(order: BuildOrder, image: Image) -> None:
    words = json.loads(image.config.path.read_bytes())
    made = f"{words.get('os', 'unknown')}/{words.get('architecture', 'unknown')}"
    if made != order.platform:
        raise Refused(
            "image-architecture-differs",
            what=f"the image of {order.component} is for {made}, and {order.platform} is wanted",
            why="it would not start where it is deployed",
            do="build with buildx on an engine that can emulate it, or change images.architecture",
        )
