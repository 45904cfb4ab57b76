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


def wait_until_steady(look: Callable[[], int]) -> None:
    """Wait until a number has begun to grow and has stopped."""
    before, seen = 0, 0
    while seen == 0 or seen != before:
        sleep(0.5)
        before, seen = seen, look()
