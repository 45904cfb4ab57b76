"""SQS: a long poll must not keep everybody else out."""

from collections.abc import Callable
from time import monotonic, sleep
from typing import Any

from moto.sqs.models import Queue

from rehearsal.control.patching import Need, patch
from rehearsal.control.plane import ControlPlane

NEEDS = (
    Need("moto.sqs.models", "Queue.wait_for_messages", ("self", "timeout")),
    Need("moto.sqs.models", "Queue.messages"),
)
LOOK_EVERY = 0.05


def install(plane: ControlPlane) -> None:
    """Let go of the lock while a receiver waits; a request holds it exactly once."""

    def make(_: Callable[..., Any]) -> Callable[[Queue, int], None]:
        def wait_for_messages(self: Queue, timeout: int) -> None:
            end = monotonic() + timeout
            while not self.messages and monotonic() < end:
                plane.lock.release()
                try:
                    sleep(LOOK_EVERY)
                finally:
                    plane.lock.acquire()

        return wait_for_messages

    patch(Queue, "wait_for_messages", make)
