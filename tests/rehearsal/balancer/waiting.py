"""The one place where these tests wait for something they cannot be told of."""

from collections.abc import Callable
from time import monotonic, sleep

PATIENCE = 20.0
PAUSE = 0.05


def wait_until(holds: Callable[[], bool]) -> None:
    """Look again and again until it holds."""
    deadline = monotonic() + PATIENCE
    while not holds():
        assert monotonic() < deadline, f"not so within {PATIENCE} s"
        sleep(PAUSE)
