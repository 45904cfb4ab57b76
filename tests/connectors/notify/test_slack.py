"""Slack is posted to once, at an address that nobody gets to see."""

import json

import pytest

from deploy.connectors.notify.port import News, NotTold
from deploy.connectors.notify.slack import SlackNotifier
from deploy.model.secret import Secret

ADDRESS = "https://hooks.example.com/services/T0/B0/verysecret"
NEWS = News("deploy v2: began", why="a < b & c")


def notifier(
    answer: str = "", address: str = ADDRESS, sent: list[tuple[str, bytes]] | None = None
) -> SlackNotifier:
    """A notifier whose posts are kept, and answered so."""
    kept = sent if sent is not None else []

    def post(url: str, body: bytes) -> str:
        kept.append((url, body))
        return answer

    return SlackNotifier(lambda: Secret(address), post, "#ops")


def test_it_is_posted_as_slack_wants_it() -> None:
    """The three characters that Slack reads as its own are spelled out."""
    sent: list[tuple[str, bytes]] = []

    notifier(sent=sent).tell(NEWS)

    [(url, body)] = sent
    assert ADDRESS == url
    assert {"text": "deploy v2: began\nwhy: a &lt; b &amp; c", "channel": "#ops"} == json.loads(body)


def test_a_refusal_is_told_without_the_address() -> None:
    """An address of Slack's is a key to the channel."""
    with pytest.raises(NotTold) as caught:
        notifier(answer=f"answers 403 at {ADDRESS}").tell(NEWS)

    assert "answers 403 at ***" == str(caught.value)


def test_a_secret_that_is_no_address_is_not_posted_to() -> None:
    """Nothing is sent in the clear, and nothing of the value is told."""
    sent: list[tuple[str, bytes]] = []

    with pytest.raises(NotTold) as caught:
        notifier(address="http://hooks.example.com/x", sent=sent).tell(NEWS)

    assert [] == sent
    assert "hooks" not in str(caught.value)
