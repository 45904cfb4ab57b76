"""The pusher against the rehearsal's registry, which ties images to ECR."""

from pathlib import Path

import pytest

from deploy.connectors.aws.clients import Client
from deploy.connectors.clock.system import SystemClock
from deploy.connectors.registry.ecr import EcrRegistry
from deploy.connectors.registry.ecr_login import ecr_line
from deploy.connectors.registry.pusher import RegistryPusher
from deploy.errors import Refused
from tests.connectors.registry.pictures import image
from tests.rehearsal.conftest import Running, running

__all__ = ["running"]


def test_what_is_pushed_is_what_ecr_says(running: Running, tmp_path: Path) -> None:
    """By the login that ECR gives; a second push sends nothing, and the tag does not move."""
    ecr = running.client("ecr")
    ecr.create_repository(repositoryName="team/web", imageTagMutability="IMMUTABLE")
    pusher = RegistryPusher(lambda: ecr_line(Client(lambda _: ecr), "team/web"), SystemClock())
    made = image(tmp_path, bytes(3_000_000), b"small")
    first, again = pusher.push(made, "team/web", "r1"), pusher.push(made, "team/web", "r1")

    assert (made.size, True) == (first.sent_bytes, again.was_there)
    assert made.digest == EcrRegistry(Client(lambda _: ecr)).digest("team/web", "r1")
    with pytest.raises(Refused) as caught:
        pusher.push(image(tmp_path, b"other"), "team/web", "r1")
    assert "tag-has-another-image" == caught.value.reference


def test_a_repository_that_ecr_does_not_have_is_refused(running: Running) -> None:
    """Before anything is sent."""
    ecr = running.client("ecr")
    with pytest.raises(Refused, match="there is no repository nothing"):
        ecr_line(Client(lambda _: ecr), "nothing")
