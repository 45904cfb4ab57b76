"""The webhook's address comes from a secret, and news go to a topic; what is missing there is said."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from deploy.connectors.aws.clients import Client
from deploy.connectors.notify.port import News, NotTold
from deploy.connectors.notify.sns import LONGEST_SUBJECT, SnsNotifier
from deploy.connectors.notify.webhook import webhook_in
from deploy.model.secret import Secret

ARN = "arn:aws:sns:us-east-1:123456789012:ops"


@dataclass
class Account:
    """As much of an AWS client as is asked for."""

    secret: str = ""
    topics: tuple[str, ...] = (ARN,)
    published: list[dict[str, str]] = field(default_factory=list)

    def get_secret_value(self, **asked: str) -> dict[str, str]:
        """The one secret."""
        assert {"SecretId": "shop/webhook"} == asked
        return {"SecretString": self.secret}

    def get_paginator(self, operation: str) -> "Account":
        """The only list there is."""
        assert operation == "list_topics"
        return self

    def paginate(self) -> Iterator[dict[str, list[dict[str, str]]]]:
        """A page for each topic."""
        for topic in self.topics:
            yield {"Topics": [{"TopicArn": topic}]}

    def publish(self, **said: str) -> None:
        """Keep it."""
        self.published.append(said)


def test_an_address_is_the_whole_secret_or_one_key_of_it() -> None:
    """As settings name it."""
    whole, keyed = Account("https://hooks/x"), Account('{"url": "https://hooks/y"}')

    assert Secret("https://hooks/x") == webhook_in(Client(lambda _: whole), "shop/webhook")
    assert Secret("https://hooks/y") == webhook_in(Client(lambda _: keyed), "shop/webhook:url")


@pytest.mark.parametrize("held", ["no json", '{"other": "https://hooks/y"}', '["a list"]', "{}"])
def test_a_secret_without_the_address_is_told_by_its_name_alone(held: str) -> None:
    """What it does hold is nobody's business."""
    with pytest.raises(NotTold) as caught:
        webhook_in(Client(lambda _: Account(held)), "shop/webhook:url")

    assert "the secret shop/webhook:url does not hold an address" == str(caught.value)


def test_news_go_to_the_topic_of_that_name_with_a_subject_that_sns_takes() -> None:
    """One line of ASCII, under a hundred characters."""
    account = Account(topics=(f"{ARN}-other", ARN))

    SnsNotifier(Client(lambda _: account), "ops").tell(News("déploy\n" + "x" * 200, why="because"))

    [said] = account.published
    assert ARN == said["TopicArn"]
    assert said["Subject"].isascii()
    assert "\n" not in said["Subject"]
    assert LONGEST_SUBJECT == len(said["Subject"])
    assert "why: because" in said["Message"]


def test_a_topic_that_is_not_there_is_told() -> None:
    """Nothing is made by telling."""
    with pytest.raises(NotTold) as caught:
        SnsNotifier(Client(lambda _: Account(topics=())), "ops").tell(News("began"))

    assert "there is no topic ops" == str(caught.value)
