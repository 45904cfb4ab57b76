"""What every operation shares: the records of a call, errors in ECS's words, times and pages."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps
from typing import Any

from moto.core.exceptions import JsonRESTError, ServiceException

from rehearsal.control.gaps import Answer, ApiError, Call
from rehearsal.control.plane import ControlPlane
from rehearsal.ecs.controller.config import Pace
from rehearsal.ecs.controller.requests import Refused
from rehearsal.ecs.records.living import Living, living_of
from rehearsal.ecs.records.service import Place, ServiceRecord
from rehearsal.ecs.records.task import TaskRecord

PAGE = LARGEST_PAGE = 100


@dataclass(frozen=True, slots=True)
class Desk:
    """One call with the records that it is about."""

    plane: ControlPlane
    call: Call
    backend: Any
    living: Living
    pace: Pace
    now: float

    @property
    def request(self) -> Mapping[str, Any]:
        """The members of the request."""
        return self.call.request

    def place(self) -> Place:
        """Give the cluster of the request; an unknown or deleted one is refused."""
        name = str(self.request.get("cluster") or "default").rpartition("/")[2]
        cluster = self.backend.clusters.get(name)
        if cluster is None or cluster.status == "INACTIVE":
            raise ApiError("ClusterNotFoundException", "Cluster not found.")
        return Place(self.call.account, self.call.region, name, str(cluster.arn))

    def service(self, member: str = "service") -> ServiceRecord:
        """Give the service of the request."""
        record = self.living.service(self.place().cluster, str(self.request[member]))
        if record is None:
            raise ApiError("ServiceNotFoundException", "Service not found.")
        return record

    def task(self) -> TaskRecord:
        """Give the task of the request."""
        record = self.living.task(self.place().cluster, str(self.request["task"]))
        if record is None:
            raise ApiError("InvalidParameterException", "The referenced task was not found.")
        return record


Operation = Callable[[Desk], Mapping[str, Any]]


def door(plane: ControlPlane, operation: Operation, moment_of: Callable[[], tuple[float, Pace]]) -> Answer:
    """Make an operation a gap: find the records, and translate what the inner rooms raise."""

    @wraps(operation)
    def answer(call: Call) -> Mapping[str, Any]:
        backend = plane.backend("ecs", call.account, call.region)
        now, pace = moment_of()
        desk = Desk(plane, call, backend, living_of(backend), pace, now)
        try:
            return operation(desk)
        except Refused as refusal:
            raise ApiError(refusal.code, refusal.message) from refusal
        except ServiceException as error:
            raise ApiError(str(error.code), str(error.message)) from error
        except JsonRESTError as error:
            raise ApiError(str(error.error_type), str(error.message)) from error

    return answer


def moment(seconds: float) -> datetime:
    """Give a time as the API carries it."""
    return datetime.fromtimestamp(seconds, UTC)


def invalid(message: str) -> ApiError:
    """Refuse a request for what it says."""
    return ApiError("InvalidParameterException", message)


def paged(request: Mapping[str, Any], member: str, items: Sequence[Any], page: int = PAGE) -> dict[str, Any]:
    """Cut a list into pages; the token is the place where the next one begins."""
    size = int(request.get("maxResults", page))
    if not 1 <= size <= LARGEST_PAGE:
        raise invalid(f"maxResults must be from 1 to {LARGEST_PAGE}.")
    token = str(request.get("nextToken") or "0")
    if not token.isdecimal():
        raise invalid("Invalid token.")
    begin = int(token)
    result: dict[str, Any] = {member: list(items[begin : begin + size])}
    if begin + size < len(items):
        result["nextToken"] = str(begin + size)
    return result


def without_nothing(members: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out members without a value, as AWS does."""
    return {name: value for name, value in members.items() if value is not None}
