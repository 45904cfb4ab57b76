"""A data plane's process is started again when it dies, and ended for good when it is told to."""

import os
import signal
from pathlib import Path
from threading import Event

from rehearsal.balancer.child import ChildPlane


class SlowToStart(ChildPlane):
    """Every start but the first takes its time, as on a busy machine."""

    def __init__(self) -> None:
        super().__init__("rehearsal.balancer.plane", lambda _: None)
        self.starts_again = Event()

    def _launch(self) -> None:
        if self.pid is not None:
            self.starts_again.set()
            Event().wait(0.3)
        super()._launch()


def test_a_process_that_is_just_being_started_again_does_not_stay() -> None:
    """Nobody else would end it: it belongs to a session of its own."""
    plane = SlowToStart()
    plane.start()
    first = plane.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    assert plane.starts_again.wait(10)
    plane.stop()
    assert first != plane.pid
    assert not Path(f"/proc/{plane.pid}").exists()
