"""Who hears of a run, from the settings; the real notifiers are built here."""

from pathlib import Path

from deploy.bootstrap.accounts import open_clients
from deploy.bootstrap.outside import Outside, Person
from deploy.connectors.notify.port import Notifier
from deploy.connectors.notify.slack import SlackNotifier
from deploy.connectors.notify.sns import SnsNotifier
from deploy.connectors.notify.webhook import webhook_in
from deploy.connectors.web.client import WebClient
from deploy.engine.herald import Herald
from deploy.settings.platform import PlatformKind
from deploy.settings.schema import Settings

_POST_SECONDS = 3.0
_GOOD = range(200, 300)


def open_herald(settings: Settings, outside: Outside, person: Person) -> Herald:
    """The herald of one run; silent where the settings name nobody, and on the platform that is in a file."""
    is_outside = settings.aws is not None and settings.platform.kind is not PlatformKind.MEMORY
    notifiers = _notifiers(settings, outside.root) if is_outside else ()
    return Herald(notifiers, person.who, person.where, outside.screen.show)


def _notifiers(settings: Settings, root: Path) -> tuple[Notifier, ...]:
    """A session of their own for all: boto3's must not be shared between threads."""
    notify, found = settings.notify, list[Notifier]()
    if not (notify.slack_webhook_secret or notify.sns_topic):
        return ()
    clients, web = open_clients(settings, root), WebClient()
    if secret := notify.slack_webhook_secret:
        webhook = clients.of("secretsmanager")
        channel = notify.slack_channel or ""
        found.append(
            SlackNotifier(lambda: webhook_in(webhook, secret), lambda u, b: _post(web, u, b), channel)
        )
    if notify.sns_topic:
        found.append(SnsNotifier(clients.of("sns"), notify.sns_topic))
    return tuple(found)


def _post(web: WebClient, url: str, body: bytes) -> str:
    answer = web.post(url, body, _POST_SECONDS)
    return answer.trouble or ("" if answer.status in _GOOD else f"answers {answer.status}")
