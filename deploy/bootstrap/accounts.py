"""The AWS account that an environment lives in, reached as its settings say."""

from pathlib import Path

from deploy.connectors.aws.clients import Clients
from deploy.settings.endpoint import place_of
from deploy.settings.schema import Settings


def open_clients(settings: Settings, root: Path) -> Clients:
    """Clients of the account; nothing is asked yet."""
    region, endpoint = place_of(settings, root)
    if settings.aws is None:
        return Clients(region, endpoint)
    return Clients(region, endpoint, settings.aws.connect_seconds, settings.aws.answer_seconds)
