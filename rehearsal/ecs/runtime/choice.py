"""Chooses how containers run: by Docker where an engine answers, as processes where not."""

import logging
import os
from contextlib import suppress
from typing import TYPE_CHECKING

from rehearsal.ecs.runtime.bundle import Bundles
from rehearsal.ecs.runtime.docker import DockerRuntime, note_of
from rehearsal.ecs.runtime.docker_engine import NoEngine, engine
from rehearsal.ecs.runtime.login import ecr_login
from rehearsal.ecs.runtime.port import Runtime
from rehearsal.ecs.runtime.process import ProcessRuntime
from rehearsal.ecs.runtime.pull import Puller

if TYPE_CHECKING:
    from rehearsal.control.plane import ControlPlane

logger = logging.getLogger(__name__)
VARIABLE = "REHEARSAL_RUNTIME"
DOCKER, PROCESS = "docker", "process"


def choose_runtime(plane: "ControlPlane") -> Runtime:
    """Make the runtime of this machine, and tell its name; REHEARSAL_RUNTIME may ask for one by name."""
    wanted = os.environ.get(VARIABLE, "")
    if wanted not in {"", DOCKER, PROCESS}:
        raise ValueError(f"{VARIABLE} is {wanted!r}; it may be {DOCKER} or {PROCESS}, or not be set")
    chosen: Runtime | None = None if wanted == PROCESS else _docker(plane, must=wanted == DOCKER)
    plane.runtime = PROCESS if chosen is None else DOCKER
    return chosen or _processes(plane)


def _docker(plane: "ControlPlane", *, must: bool) -> Runtime | None:
    try:
        return DockerRuntime(engine(), plane.folder, ecr_login(plane))
    except NoEngine as reason:
        if must:
            raise
        logger.info("tasks run as processes, as %s", reason)
        return None


def _processes(plane: "ControlPlane") -> Runtime:
    """Processes; containers that a killed server left are taken away if their engine still answers."""
    folder = plane.folder / "tasks"
    if note_of(plane.folder).exists():
        with suppress(NoEngine):
            DockerRuntime(engine(), plane.folder, ecr_login(plane)).close()
    return ProcessRuntime(folder, Bundles(folder / "bundles", Puller(ecr_login(plane))))
