"""Who makes the images of a system on this machine, and the files of its site."""

import os
from collections.abc import Callable

from deploy.bootstrap.accounts import open_clients
from deploy.bootstrap.build_secrets import Sources
from deploy.bootstrap.outside import Outside
from deploy.connectors.docker.builder import DockerBuilder
from deploy.connectors.docker.bundle import BundleBuilder
from deploy.connectors.docker.choice import choose_builder
from deploy.connectors.docker.engine import Engine
from deploy.connectors.docker.port import Builder
from deploy.connectors.docker.shelf import Shelf
from deploy.connectors.docker.site import SiteBuilder
from deploy.engine.events import Said
from deploy.model.secret import Secret
from deploy.settings.schema import Settings


def open_builder(
    outside: Outside, shelf: Shelf, check_signal: Callable[[], None], *, may_bundle: bool
) -> Builder:
    """The builder of this machine; asks for a Docker Engine only where something has to be made."""
    say = outside.screen.show
    docker = DockerBuilder(outside.processes, shelf, Engine(), check_signal)
    return choose_builder(docker, shelf, lambda line: say(Said(line)), may_bundle=may_bundle)


def open_bundle_builder(shelf: Shelf) -> Builder:
    """The builder for a rehearsal that runs processes."""
    return BundleBuilder(shelf)


def open_site_builder(settings: Settings, shelf: Shelf) -> Builder:
    """Who packs the files of a static site; that needs no engine."""
    site = settings.platform.static_site
    return SiteBuilder(shelf, site.not_found if site else "")


def build_secret(settings: Settings, outside: Outside, source: str) -> Secret:
    """The value that a source of the settings names."""

    def encrypted(name: str) -> Secret | None:
        from deploy.connectors.parameters.boto import BotoParameters  # noqa: PLC0415 - few builds have such a secret

        return BotoParameters(open_clients(settings, outside.root).of("ssm")).secret(name)

    return Sources(os.environ, outside.root, encrypted).secret(source)
