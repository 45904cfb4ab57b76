"""Where AWS is: the real one, or a rehearsal on this machine that has written its address into a file."""

import json
from pathlib import Path

from deploy.errors import ToolMissing
from deploy.settings.schema import Settings


def place_of(settings: Settings, root: Path) -> tuple[str, str]:
    """Region and endpoint; without an endpoint the SDK looks for one as every AWS client does."""
    aws = settings.aws
    if aws is None:
        return ("", "")
    if aws.endpoint_file is None:
        return (aws.region, aws.endpoint or "")
    return (aws.region, _written(root / aws.endpoint_file, settings.system))


def _written(path: Path, system: str) -> str:
    try:
        return str(json.loads(path.read_text())["endpoint"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ToolMissing(
            "rehearsal-not-up",
            what="no rehearsal runs on this machine",
            why=f"{path.name} does not say where one answers",
            do=f"./inv rehearsal.up --app={system}",
        ) from error
