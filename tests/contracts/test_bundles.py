"""A bundle that we build and push is one that the rehearsal's runtime can start."""

from pathlib import Path

from deploy.connectors.clock.memory import MemoryClock
from deploy.connectors.docker.bundle import BundleBuilder
from deploy.connectors.docker.shelf import Shelf
from deploy.connectors.registry.line import Line
from deploy.connectors.registry.pusher import RegistryPusher
from rehearsal.ecs.runtime.bundle import Bundles
from rehearsal.ecs.runtime.pull import Puller
from tests.connectors.docker.contexts import context
from tests.connectors.registry.little_registry import LittleRegistry, serving


def test_what_is_packed_here_is_unpacked_there(tmp_path: Path) -> None:
    """By the same digest, with its files, their modes and its command."""
    order = context(tmp_path, bin__run="#!/bin/sh\n")
    (order.context / "bin/run").chmod(0o755)
    image = BundleBuilder(Shelf(tmp_path / "images")).build(order).image
    with serving(LittleRegistry()) as registry:
        RegistryPusher(lambda: Line(registry.host), MemoryClock()).push(image, "team/web", "r1")
        found = Bundles(tmp_path / "cache", Puller(lambda _: None)).find(f"{registry.host}/team/web:r1")

    assert (image.digest, ("python", "main.py")) == (found.digest, found.command)
    assert "print(1)\n" == (found.folder / "main.py").read_text()
    assert 0o755 == (found.folder / "bin/run").stat().st_mode & 0o777
