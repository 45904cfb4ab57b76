"""What changes something is sent once, by a client that never tries again, and only past the guard."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from deploy.connectors.aws.clients import Client
from deploy.connectors.ecs.boto import BotoEcs
from deploy.connectors.ecs.port import Creation, Definition, Rollout
from deploy.errors import Stopped

ROLLOUT = Rollout("shop:1", 2, {"strategy": "BLUE_GREEN"})
SENDS: dict[str, Callable[[BotoEcs], object]] = {
    "register": lambda room: room.register(Definition("shop", "v2", {})),
    "create": lambda room: room.create("web", ROLLOUT, Creation("token", {})),
    "roll out": lambda room: room.roll_out("web", ROLLOUT),
    "answer": lambda room: room.answer("dep/1", "hook-1", goes_on=True),
    "roll back": lambda room: room.roll_back("dep/1"),
}


class Exceptions:
    """What boto3's client of ECS can raise, as far as we ask for it."""

    class InvalidParameterException(Exception):
        """Of a pause: it is over."""

    class ConflictException(Exception):
        """Of a deployment: it has ended."""


@dataclass
class Taker:
    """Takes every call, and notes it."""

    sent: list[str] = field(default_factory=list)
    exceptions: type[Exceptions] = Exceptions

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """Any operation of boto3's client."""

        def taken(**_: object) -> Any:
            self.sent.append(name)
            return {"taskDefinition": {"taskDefinitionArn": "shop:1"}}

        return taken


def fenced_off() -> None:
    """The guard of a run that has lost its lease."""
    raise Stopped("lease-lost", what="the lease is lost", why="somebody else has it", do="inv status")


@pytest.mark.parametrize("send", SENDS.values(), ids=SENDS)
def test_a_call_without_a_token_is_never_tried_again(send: Callable[[BotoEcs], object]) -> None:
    """By the client without retries, once."""
    patient, once = Taker(), Taker()
    send(BotoEcs(Client(lambda tries: once if tries == 1 else patient), "shop", lambda: None))

    assert ([], 1) == (patient.sent, len(once.sent))


@pytest.mark.parametrize("send", SENDS.values(), ids=SENDS)
def test_nothing_is_sent_past_the_guard(send: Callable[[BotoEcs], object]) -> None:
    """A run that slept longer than its lease changes nothing."""
    client = Taker()
    with pytest.raises(Stopped):
        send(BotoEcs(Client(lambda _: client), "shop", fenced_off))

    assert [] == client.sent


@dataclass
class TooLate(Taker):
    """A cluster whose pauses and deployments are over already."""

    def continue_service_deployment(self, **_: object) -> None:
        """As ECS answers for a hook that has had its answer."""
        self.sent.append("continue")
        raise self.exceptions.InvalidParameterException

    def stop_service_deployment(self, **_: object) -> None:
        """As ECS answers for a deployment that has ended."""
        self.sent.append("stop")
        raise self.exceptions.ConflictException


@pytest.mark.parametrize("name", ["answer", "roll back"])
def test_what_was_done_already_is_no_failure(name: str) -> None:
    """A late look asks for it twice, as does an answer that was lost; what stands tells how it went."""
    client = TooLate()
    SENDS[name](BotoEcs(Client(lambda _: client), "shop", lambda: None))

    assert 1 == len(client.sent)
