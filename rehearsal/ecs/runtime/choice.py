"""Chooses how containers run: by Docker where an engine answers, as processes where not."""

import os
from typing import TYPE_CHECKING

from rehearsal.ecs.runtime.bundle import Bundles
from rehearsal.ecs.runtime.docker import DockerRuntime, engine, engine_answers
from rehearsal.ecs.runtime.login import ecr_login
from rehearsal.ecs.runtime.port import Runtime
from rehearsal.ecs.runtime.process import ProcessRuntime
from rehearsal.ecs.runtime.pull import Puller

if TYPE_CHECKING:
    from rehearsal.control.plane import ControlPlane

VARIABLE = "REHEARSAL_RUNTIME"


def choose_runtime(plane: "ControlPlane") -> Runtime:
    """Make the runtime of this machine; REHEARSAL_RUNTIME may name one of `process` and `docker`."""
    folder = plane.folder / "tasks"
    wanted = os.environ.get(VARIABLE, "")
    if wanted == "docker" or (wanted != "process" and engine_answers()):
        return DockerRuntime(engine(), str(plane.folder), ecr_login(plane))
    return ProcessRuntime(folder, Bundles(folder / "bundles", Puller(ecr_login(plane))))
