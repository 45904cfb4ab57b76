"""The Docker Engine, through docker-py: which one answers, what it has, and what it saves."""

import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from deploy.errors import Reverted, ToolMissing

OLDEST_API = (1, 41)
"""Docker 20.10."""
_USUAL = "unix:///var/run/docker.sock"
_SECONDS = 15
_SAVE_SECONDS = 600
_CHUNK = 1024 * 1024
_INSTALL = "install Docker 20.10 or newer and start it; inv doctor shows what answers"


class Engine:
    """The engine that DOCKER_HOST names, else the one of Docker's present context."""

    def check_version(self) -> str:
        """The API version that it speaks; `ToolMissing` where none answers, or only one too old."""
        _check_socket()  # before docker-py is imported, which takes a third of a second
        from docker.errors import DockerException, InvalidVersion  # noqa: PLC0415 - only where an image has to be built

        try:
            with closing(connect(_SECONDS)) as client:
                version = str(client.version(api_version=False)["ApiVersion"])
        except InvalidVersion as error:
            raise _too_old("that docker-py has forgotten") from error
        except (DockerException, OSError, KeyError) as error:
            raise _missing(error) from error
        if _numbers(version) < OLDEST_API:
            raise _too_old(version)
        return version

    def image_id(self, name: str) -> str:
        """What a name stands for in the engine; empty where it has no such image."""
        from docker.errors import DockerException, ImageNotFound  # noqa: PLC0415 - as above

        try:
            with closing(connect(_SECONDS)) as client:
                return str(client.inspect_image(name)["Id"])
        except ImageNotFound:
            return ""
        except (DockerException, OSError) as error:
            raise _missing(error) from error

    def save(self, name: str, file: Path, check: Callable[[], None]) -> None:
        """Write an image into a file; `check` is called between two pieces, and may raise."""
        with _engine_errors("save"), closing(connect(_SAVE_SECONDS)) as client, file.open("wb") as out:
            for piece in client.get_image(name, chunk_size=_CHUNK):
                check()
                out.write(piece)


def connect(seconds: float) -> Any:  # noqa: ANN401 - docker-py ships no types
    """A client that speaks the newest API that it and the engine know; it has asked for the version only."""
    from docker.context import ContextAPI  # noqa: PLC0415 - as above
    from docker.utils import kwargs_from_env  # noqa: PLC0415 - as above

    from docker import APIClient  # noqa: PLC0415 - only where an image has to be built

    told = kwargs_from_env()
    if "base_url" not in told:
        present = ContextAPI.get_context(os.environ.get("DOCKER_CONTEXT"))
        told |= {"base_url": present.Host, "tls": present.TLSConfig} if present else {}
    return APIClient(**told, timeout=seconds, version="auto")


def _check_socket() -> None:
    """Spare the import of docker-py where its socket is not even there."""
    host = os.environ.get("DOCKER_HOST", "")
    has_contexts = bool(os.environ.get("DOCKER_CONTEXT")) or (Path.home() / ".docker" / "contexts").is_dir()
    if not host and not has_contexts:
        host = _USUAL
    socket = Path(host.removeprefix("unix://"))
    if host.startswith("unix://") and not socket.exists():
        raise _missing(FileNotFoundError(f"there is no socket {socket}"))


@contextmanager
def _engine_errors(verb: str) -> Iterator[None]:
    from docker.errors import DockerException  # noqa: PLC0415 - as above

    try:
        yield
    except DockerException as error:
        raise Reverted(
            "image-not-built",
            what=f"the Docker Engine did not {verb} the image",
            why=_in_words(error),
            do="see whether the engine still answers with inv doctor, and give the command again",
        ) from error


def _numbers(version: str) -> tuple[int, ...]:
    with suppress(ValueError):
        return tuple(int(part) for part in version.split("."))
    return ()


def _missing(error: Exception) -> ToolMissing:
    place = os.environ.get("DOCKER_HOST") or "Docker's present context"
    return ToolMissing(
        "docker-engine-missing",
        what="no Docker Engine answers",
        why=f"asked {place}: {_in_words(error)}",
        do=_INSTALL,
    )


def _too_old(version: str) -> ToolMissing:
    return ToolMissing(
        "docker-engine-old",
        what=f"the Docker Engine speaks API {version}, and {'.'.join(map(str, OLDEST_API))} is wanted",
        why="older engines do not build for a platform that is named",
        do=_INSTALL,
    )


def _in_words(error: Exception) -> str:
    return " ".join(str(error).split())[:300] or type(error).__name__
