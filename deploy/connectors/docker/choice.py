"""Chooses the builder: the Docker engine where one answers, else bundles where those are enough."""

from collections.abc import Callable

from deploy.connectors.docker.bundle import BundleBuilder
from deploy.connectors.docker.engine import DockerBuilder, check_engine
from deploy.connectors.docker.port import Builder
from deploy.connectors.docker.shelf import Shelf
from deploy.connectors.process.port import ProcessRunner
from deploy.errors import ToolMissing

WITHOUT_ENGINE = ("local", "memory")
"""Environments whose runtime can start a bundle."""


def choose_builder(
    processes: ProcessRunner, shelf: Shelf, environment: str, say: Callable[[str], None]
) -> Builder:
    """The builder for an environment."""
    try:
        check_engine(processes)
    except ToolMissing as missing:
        if environment not in WITHOUT_ENGINE:
            raise
        say(f"{missing.what}, so bundles are built; they start in the rehearsal alone")
        return BundleBuilder(shelf)
    return DockerBuilder(processes, shelf, say)
