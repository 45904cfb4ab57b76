"""The Docker engine of this machine, and whether our containers can live in it."""

import os
import socket
from contextlib import closing
from pathlib import Path
from typing import Any

ANSWER_WITHIN = 3
LOCAL = "unix://"
SOCKET = "/var/run/docker.sock"


class NoEngine(Exception):
    """Why containers cannot be run here."""


def engine() -> Any:  # noqa: ANN401 - docker has no types
    """The client of an engine in this machine's network; where there is none the answer costs nothing."""
    host = os.environ.get("DOCKER_HOST") or f"{LOCAL}{SOCKET}"
    if not (host.startswith(LOCAL) and Path(host.removeprefix(LOCAL)).exists()):
        raise NoEngine(f"no Docker engine answers on this machine at {host}")
    from docker.errors import DockerException  # noqa: PLC0415 - as below

    import docker  # noqa: PLC0415 - only a machine with an engine pays for it

    try:
        with closing(docker.from_env(timeout=ANSWER_WITHIN)) as asking:
            about = asking.info()
    except (DockerException, OSError) as error:
        raise NoEngine(f"no Docker engine answers: {error}") from error
    if objection := objection_to(about, socket.gethostname()):
        raise NoEngine(objection)
    return docker.from_env()


def objection_to(about: dict[str, Any], machine: str) -> str:
    """Say why tasks in an engine could not reach us, nor we them; empty where they can."""
    if about.get("Name") != machine:
        return f"the Docker engine runs on {about.get('Name')}, which has another network than this machine"
    if any("rootless" in option for option in about.get("SecurityOptions") or []):
        return "the Docker engine is rootless, and so has another network than this machine"
    return ""
