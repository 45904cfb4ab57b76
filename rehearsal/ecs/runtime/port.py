"""What a runtime does, in the words of the task life cycle."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Launch:
    """One container to start; empty commands mean those of the image."""

    task: str
    container: str
    image: str
    address: str
    environment: Mapping[str, str] = field(default_factory=dict)
    entry_point: tuple[str, ...] = ()
    command: tuple[str, ...] = ()
    working_directory: str = ""
    port: int | None = None
    memory: int | None = None
    """The most that it may use, in MiB; only containers keep to it."""
    user: str = ""
    read_only: bool = False


class Condition(Enum):
    """Where a container is in its life."""

    STARTING = "STARTING"
    RUNNING = "RUNNING"
    EXITED = "EXITED"
    FAILED = "FAILED"  # it could not be started at all


@dataclass(frozen=True, slots=True)
class Line:
    """One line of output with its time in milliseconds since the epoch."""

    at: int
    text: str


class Check(Enum):
    """What became of a health check command."""

    RUNNING = "RUNNING"
    PASSED = "PASSED"
    FAILED = "FAILED"


class Handle(Protocol):
    """A started container; nothing here waits."""

    @property
    def condition(self) -> Condition:
        """Where the container is in its life."""

    @property
    def exit_code(self) -> int | None:
        """Its exit code once it has exited; 128 plus the signal for one that was killed."""

    @property
    def reason(self) -> str:
        """Why it could not be started; empty otherwise."""

    @property
    def remark(self) -> str:
        """Why it ended, where more is known than its exit code; empty otherwise."""

    @property
    def runtime_id(self) -> str:
        """The name of the process or container."""

    @property
    def digest(self) -> str:
        """The digest of the image it was started from, where one is known."""

    @property
    def address(self) -> str:
        """The address under which it can be reached; empty until it is known."""

    def terminate(self) -> None:
        """Send SIGTERM."""

    def kill(self) -> None:
        """Send SIGKILL, to everything it has started too."""

    def freeze(self) -> None:
        """Stop its clock: it neither answers nor ends until it is killed."""

    def lines(self) -> list[Line]:
        """Hand over the output since the last call."""

    def check(self, command: Sequence[str], timeout: float) -> None:
        """Begin a health check command inside the container."""

    def checked(self) -> Check | None:
        """Say what became of the health check; nothing when none was begun or its answer was taken."""


class Runtime(Protocol):
    """Starts containers."""

    def open(self) -> None:
        """Clear what a killed server left behind."""

    def close(self) -> None:
        """End everything and leave nothing."""

    def reserve(self, task: str) -> str:
        """Give a task its address; empty where the address is known only after the start."""

    def release(self, task: str) -> None:
        """Take the address of an ended task back."""

    def launch(self, launch: Launch) -> Handle:
        """Begin to start a container and return at once."""
