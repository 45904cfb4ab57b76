"""The rehearsal that an environment lives in, where it lives in one."""

import os
from pathlib import Path

from deploy.connectors.process.port import ProcessRunner
from deploy.connectors.rehearsal.port import Rehearsal
from deploy.connectors.rehearsal.program import RehearsalProgram
from deploy.settings.schema import Settings


def open_rehearsal(settings: Settings, root: Path, processes: ProcessRunner) -> Rehearsal | None:
    """The rehearsal of an environment whose AWS is found by a file; others have none."""
    if settings.aws is None or settings.aws.endpoint_file is None:
        return None
    return RehearsalProgram(processes, root, root / settings.aws.endpoint_file, os.environ)
