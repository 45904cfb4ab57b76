"""Where the images of a component go."""

import os
from collections.abc import Callable
from functools import partial

from deploy.bootstrap.accounts import open_clients
from deploy.bootstrap.outside import Outside
from deploy.connectors.registry.dialling import api_host
from deploy.connectors.registry.docker_login import docker_login
from deploy.connectors.registry.ecr_login import ecr_line
from deploy.connectors.registry.folder import FolderRegistry
from deploy.connectors.registry.line import Line
from deploy.connectors.registry.port import Destination
from deploy.connectors.registry.pusher import RegistryPusher
from deploy.settings.component import Component
from deploy.settings.platform import PlatformKind
from deploy.settings.schema import Settings


def open_destination(
    settings: Settings, outside: Outside, component: Component, check_signal: Callable[[], None]
) -> Destination:
    """The registry that the settings name, else the account's; on the memory platform a folder."""
    clock, host = outside.clock, settings.images.registry
    if host:
        login = partial(docker_login, os.environ, host, outside.processes)
        return RegistryPusher(lambda: Line(api_host(host), login()), clock, check_signal)
    if settings.platform.kind is PlatformKind.MEMORY:
        place = f".swingbridge/{settings.system}/{settings.environment}/registry"
        return FolderRegistry(outside.root / place)
    ecr = open_clients(settings, outside.root).of("ecr")
    return RegistryPusher(lambda: ecr_line(ecr, component.repository), clock, check_signal)
