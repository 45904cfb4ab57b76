"""A runtime without machines, and a control plane that is called in this process, for tests of the part."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from botocore.session import get_session
from botocore.validate import ParamValidator
from moto.backends import get_backend

from rehearsal.control.gaps import Call
from rehearsal.control.plane import ControlPlane, Place
from rehearsal.control.shapes import wrong_values
from rehearsal.ecs.controller.config import Pace
from rehearsal.ecs.part import EcsPart
from rehearsal.ecs.runtime.port import Check, Condition, Launch, Line

ACCOUNTS = count(100_000_000_000)
CLUSTER = "c"


@dataclass
class MemoryHandle:
    """A container that runs until it is ended; one whose image is `crash` ends at once."""

    launch: Launch
    condition: Condition = Condition.RUNNING
    exit_code: int | None = None
    reason: str = ""
    remark: str = ""
    digest: str = "sha256:" + "0" * 64
    answer: Check | None = None
    signals: list[str] = field(default_factory=list)

    @property
    def runtime_id(self) -> str:
        """A name."""
        return f"memory-{self.launch.task}"

    @property
    def address(self) -> str:
        """The task's address."""
        return self.launch.address

    def end(self, code: int) -> None:
        """Exit."""
        self.condition, self.exit_code = Condition.EXITED, code

    def terminate(self) -> None:
        """End politely."""
        self.signals.append("TERM")
        if self.condition is Condition.RUNNING:
            self.end(143)

    def kill(self) -> None:
        """End at once."""
        self.signals.append("KILL")
        self.end(137)

    def freeze(self) -> None:
        """Note the freeze."""
        self.signals.append("STOP")

    def lines(self) -> list[Line]:
        """Say nothing."""
        return []

    def check(self, command: Sequence[str], timeout: float) -> None:
        """Judge the health by the command itself: `true` is healthy."""
        assert timeout > 0
        self.answer = Check.PASSED if list(command) == ["true"] else Check.FAILED

    def checked(self) -> Check | None:
        """Hand the answer over."""
        answer, self.answer = self.answer, None
        return answer


class MemoryRuntime:
    """Remembers what it was told to start."""

    def __init__(self) -> None:
        self.handles: list[MemoryHandle] = []
        self.released: list[str] = []

    def open(self) -> None:
        """Nothing to clear."""

    def close(self) -> None:
        """Nothing to end."""

    def reserve(self, task: str) -> str:
        """Give every task an address of its own."""
        return f"10.0.0.{1 + len({handle.launch.task for handle in self.handles} - {task})}"

    def release(self, task: str) -> None:
        """Note the task."""
        self.released.append(task)

    def launch(self, launch: Launch) -> MemoryHandle:
        """Start a container."""
        handle = MemoryHandle(launch)
        if launch.image == "crash":
            handle.end(1)
        self.handles.append(handle)
        return handle


class Office:
    """An ECS in this process, in an account of its own; both sides of a call are held to botocore's model."""

    def __init__(self, folder: Path) -> None:
        self.plane = ControlPlane(Place(folder, account=str(next(ACCOUNTS))))
        self.runtime = MemoryRuntime()
        self.now = 1_000_000.0
        self.part = EcsPart(self.runtime, Pace(minute=60.0, stage_minimum=0.0), lambda: self.now)
        self.part.start(self.plane)
        self.model = get_session().get_service_model("ecs")
        self.backend: Any = get_backend("ecs")[self.plane.account][self.plane.region]
        self.backend.create_cluster(CLUSTER)

    def call(self, operation: str, **request: Any) -> Mapping[str, Any]:
        """Answer a call and check both of its sides against the model."""
        shapes = self.model.operation_model(operation)
        self._check(request, shapes.input_shape)
        answer = self.plane.gaps.find("ecs", operation)
        assert answer is not None, f"{operation} is not ours"
        place = self.plane
        result = answer(Call("ecs", operation, place.account, place.region, "arn:aws:iam::1:user/u", request))
        self._check(result, shapes.output_shape)
        return result

    def _check(self, value: Mapping[str, Any], shape: Any) -> None:
        report = ParamValidator().validate(value, shape)
        assert not report.has_errors(), report.generate_report()
        assert wrong_values(value, shape) == ""

    def tick(self, times: int = 1, seconds: float = 1.0) -> None:
        """Step the part once a second, or more often."""
        for _ in range(times):
            self.now += seconds
            self.part.tick(0.0)

    def register(self, family: str, *containers: dict[str, Any], mode: str = "bridge") -> str:
        """Register a task definition in moto's records."""
        listed = list(containers or [{"name": "app", "image": "good", "memory": 64}])
        return str(
            self.backend.register_task_definition(family, listed, network_mode=mode).arn,
        )

    def until(self, done: Callable[[], bool], limit: int = 300) -> None:
        """Step the part until something is so."""
        for _ in range(limit):
            if done():
                return
            self.tick()
        raise AssertionError(f"not within {limit} steps")

    def create(self, name: str, definition: str, desired: int = 1, **members: Any) -> dict[str, Any]:
        """Create a service on Fargate."""
        members = {"launchType": "FARGATE"} | members
        answer = self.call(
            "CreateService",
            cluster=CLUSTER,
            serviceName=name,
            taskDefinition=definition,
            desiredCount=desired,
            **members,
        )
        return dict(answer["service"])

    def service(self, name: str) -> dict[str, Any]:
        """Describe a service."""
        return dict(self.call("DescribeServices", cluster=CLUSTER, services=[name])["services"][0])
