"""The way of one call through the application, with gaps of the test in place of a service."""

import json
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from rehearsal.control.application import Application
from rehearsal.control.gaps import ApiError, Call
from rehearsal.control.plane import ControlPlane, Place
from rehearsal.faults.book import FaultBook
from rehearsal.faults.model import Fault, Kind, When
from rehearsal.faults.stale import Past
from rehearsal.requests.entry import Effect, Entry
from rehearsal.requests.log import RequestLog

pytestmark = pytest.mark.filterwarnings("ignore:Exception\\(ApiError\\)")
SIGNED = "AWS4-HMAC-SHA256 Credential=AKIATEST000000000000/20261120/eu-west-1/ecs/aws4_request, Signature=0"


class Room:
    """An application whose StopServiceDeployment is answered by the test."""

    def __init__(self, folder: Path) -> None:
        self.plane = ControlPlane(Place(folder))
        self.faults = FaultBook()
        self.log = RequestLog(folder / "requests.jsonl")
        self.application = Application(self.plane, self.faults, self.log, Past(self.plane, self.faults))
        self.calls: list[Call] = []
        self.plane.gap("ecs", "StopServiceDeployment", self.stop)

    def stop(self, call: Call) -> Mapping[str, Any]:
        """Answer, and remember the call."""
        self.calls.append(call)
        return {"serviceDeploymentArn": call.request["serviceDeploymentArn"]}

    def call(self, body: object, operation: str = "StopServiceDeployment") -> tuple[str, dict[str, Any]]:
        """Send a call; the answer is its status line and its JSON."""
        sent = json.dumps(body).encode()
        environ = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": "/",
            "QUERY_STRING": "",
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "HTTP_HOST": "127.0.0.1",
            "HTTP_AUTHORIZATION": SIGNED,
            "HTTP_X_AMZ_TARGET": f"AmazonEC2ContainerServiceV20141113.{operation}",
            "wsgi.url_scheme": "http",
            "CONTENT_TYPE": "application/x-amz-json-1.1",
            "CONTENT_LENGTH": str(len(sent)),
            "wsgi.input": BytesIO(sent),
        }
        started: list[str] = []

        def start_response(status: str, _: object, __: object = None) -> Any:
            started.append(status)

        answer = b"".join(self.application(environ, start_response))
        return started[0], json.loads(answer)

    @property
    def entry(self) -> Entry:
        """The last line of the log."""
        return self.log.newest(1)[0]


@pytest.fixture
def room(tmp_path: Path) -> Any:
    made = Room(tmp_path)
    yield made
    made.log.close()


def test_a_gap_sees_the_call_as_the_api_reference_spells_it(room: Room) -> None:
    """Account, region and request come parsed; the answer goes out in the service's protocol."""
    assert room.call({"serviceDeploymentArn": "arn"}) == ("200 OK", {"serviceDeploymentArn": "arn"})
    seen = room.calls[0]
    assert ("123456789012", "eu-west-1", {"serviceDeploymentArn": "arn"}) == (
        seen.account,
        seen.region,
        seen.request,
    )
    assert (Effect.DONE, 200) == (room.entry.effect, room.entry.status)


def test_an_api_error_of_a_gap_reaches_the_caller_with_its_code(room: Room) -> None:
    """Members of the error's shape go with it."""

    def refuse(_: Call) -> Mapping[str, Any]:
        raise ApiError("ServiceDeploymentNotFoundException", "There is none.")

    room.plane.gap("ecs", "StopServiceDeployment", refuse)
    status, answer = room.call({"serviceDeploymentArn": "arn"})
    assert ("400 Bad Request", "ServiceDeploymentNotFoundException") == (status, answer["__type"])
    assert (Effect.REFUSED, "ServiceDeploymentNotFoundException") == (room.entry.effect, room.entry.code)


def test_a_defect_of_a_gap_is_a_500_and_the_next_call_is_answered(room: Room) -> None:
    """One broken answer must not end the server; an answer outside the model is such a defect."""
    room.plane.gap("ecs", "ListServiceDeployments", lambda _: {"nobodyKnowsThis": 1})
    status, answer = room.call({"service": "web"}, "ListServiceDeployments")
    assert ("500 Internal Server Error", "InternalFailure") == (status, answer["__type"])
    assert room.entry.effect is Effect.FAILED
    assert room.call({"serviceDeploymentArn": "arn"})[0] == "200 OK"


def test_an_unknown_operation_is_missing_and_not_retried(room: Room) -> None:
    """The log tells a gap of the rehearsal from a refusal of AWS."""
    assert room.call({}, "DanceServiceDeployment")[0] == "400 Bad Request"
    assert (Effect.MISSING, "InvalidAction") == (room.entry.effect, room.entry.code)


@pytest.mark.parametrize(
    ("when", "calls", "effect"), [(When.BEFORE, 0, Effect.PREVENTED), (When.AFTER, 1, Effect.LOST)]
)
def test_a_reset_strikes_before_or_after_the_effect(
    room: Room, when: When, calls: int, effect: Effect
) -> None:
    """After the effect, the caller cannot know that it happened; the log does."""
    room.faults.arm(Fault(Kind.RESET, when=when))
    with pytest.raises(ConnectionResetError):
        room.call({"serviceDeploymentArn": "arn"})
    assert (calls, effect, 0) == (len(room.calls), room.entry.effect, room.entry.status)


@pytest.mark.parametrize("kind", [Kind.THROTTLE, Kind.ERROR, Kind.EXPIRED])
def test_a_struck_call_has_no_effect_and_the_next_one_has(room: Room, kind: Kind) -> None:
    """A fault is over when it has struck as often as asked."""
    room.faults.arm(Fault(kind, service="ecs", operation="Stop*"))
    assert room.call({"serviceDeploymentArn": "arn"})[0] != "200 OK"
    assert (0, Effect.PREVENTED, kind) == (len(room.calls), room.entry.effect, room.entry.fault)
    assert room.call({"serviceDeploymentArn": "arn"})[0] == "200 OK"
