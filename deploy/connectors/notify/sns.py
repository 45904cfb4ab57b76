"""An SNS topic through boto3."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

from deploy.connectors.aws.clients import Client
from deploy.connectors.aws.errors import in_our_words
from deploy.connectors.notify.port import News, NotTold
from deploy.connectors.notify.wording import fit, wording
from deploy.errors import SwingbridgeError

LONGEST_SUBJECT = 99


@dataclass(frozen=True)
class SnsNotifier:
    """One topic, by its name or its ARN; nobody waits long for news, so nothing is tried twice."""

    client: Client
    topic: str
    name: str = "SNS"

    def tell(self, news: News) -> None:
        """Publish it; a subject is one line of ASCII."""
        subject = fit(news.title).encode("ascii", "replace").decode()[:LONGEST_SUBJECT]
        with _not_told():
            self.client.once.publish(TopicArn=self._arn, Subject=subject, Message=wording(news))

    @cached_property
    def _arn(self) -> str:
        if self.topic.startswith("arn:"):
            return self.topic
        pages = self.client.once.get_paginator("list_topics").paginate()
        arns = [str(topic["TopicArn"]) for page in pages for topic in page["Topics"]]
        found = [arn for arn in arns if arn.rpartition(":")[2] == self.topic]
        if not found:
            raise NotTold(f"there is no topic {self.topic}")
        return found[0]


@contextmanager
def _not_told() -> Iterator[None]:
    try:
        with in_our_words("SNS: publish"):
            yield
    except SwingbridgeError as error:
        raise NotTold(error.why) from error
