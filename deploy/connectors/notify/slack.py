"""Slack by an incoming webhook; its address is a secret, read only when there is something to tell."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from deploy.connectors.notify.port import News, NotTold
from deploy.connectors.notify.wording import wording
from deploy.model.secret import Redaction, Secret

_LOOPBACK = {"127.0.0.1", "localhost"}
Post = Callable[[str, bytes], str]
"""Sends JSON to an address once; what went wrong, empty where nothing did."""


@dataclass(frozen=True)
class SlackNotifier:
    """One webhook, and with the older kind of webhook one channel."""

    webhook: Callable[[], Secret]
    post: Post
    channel: str = ""
    name: str = "Slack"

    def tell(self, news: News) -> None:
        """Post it; Slack takes `&`, `<` and `>` for its own unless they are spelled out."""
        webhook = self.webhook()
        text = wording(news).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        body = {"text": text} | ({"channel": self.channel} if self.channel else {})
        if wrong := self._sent(webhook, json.dumps(body).encode()):
            raise NotTold(Redaction.of([webhook]).hide(wrong))

    def _sent(self, webhook: Secret, body: bytes) -> str:
        parts = urlsplit(webhook.reveal())
        if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
            return "the secret does not hold an https address"
        return self.post(webhook.reveal(), body)
