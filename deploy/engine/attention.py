"""What a run pays attention to while it waits: a signal that asks it to stop, and its own lease."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Attention:
    """Asked between two looks; raises where the run has to stop."""

    def __init__(self, check_signal: Callable[[], None], report_progress: Callable[[], None]) -> None:
        self._check_signal = check_signal
        self._report_progress = report_progress
        self._is_undisturbed = False

    def between(self) -> None:
        """Report progress to the lease, and raise where a person asked to stop."""
        self._report_progress()
        self.heed_signal()

    def heed_signal(self) -> None:
        """Raise where a person asked to stop."""
        if not self._is_undisturbed:
            self._check_signal()

    @contextmanager
    def undisturbed(self) -> Iterator[None]:
        """While a recovery runs, the first signal does not stop it half way."""
        self._is_undisturbed = True
        try:
            yield
        finally:
            self._is_undisturbed = False
