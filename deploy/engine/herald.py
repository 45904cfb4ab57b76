"""Tells notifiers what a run does, beside it: a way back never waits for somebody to be told of it.

A thread of its own sends; the run waits for it only at its end, and then not for long. What did not get
through is one warning on the screen, and changes neither the verdict nor the exit code.
"""

import threading
from collections.abc import Callable
from queue import SimpleQueue

from deploy.connectors.notify.port import News, Notifier, NotTold
from deploy.engine.events import Event, Said
from deploy.engine.order import Conclusion, Errand
from deploy.errors import ExitCode

LONGEST_GOODBYE_SECONDS = 5.0
"""How long a run that is over waits for its news to get through."""

_ENDINGS = {
    ExitCode.DONE: "done",
    ExitCode.REVERTED: "FAILED, and what ran before runs again",
    ExitCode.HALTED: "HALTED, a person is needed",
    ExitCode.STOPPED: "stopped at a safe point; the same command goes on",
}


def _unheard(_event: Event) -> None:
    """Nobody listens."""


class Herald:
    """The news of one run."""

    def __init__(
        self,
        notifiers: tuple[Notifier, ...] = (),
        who: str = "",
        where: str = "",
        show: Callable[[Event], None] = _unheard,
        goodbye_seconds: float = LONGEST_GOODBYE_SECONDS,
    ) -> None:
        self._notifiers = notifiers
        self._who = who
        self._where = where
        self._show = show
        self._goodbye_seconds = goodbye_seconds
        self._waiting: SimpleQueue[News | None] = SimpleQueue()
        self._troubles: dict[str, str] = {}
        self._thread: threading.Thread | None = None

    def began(self, errand: Errand) -> None:
        """A run has the lease and begins."""
        self._tell(errand, "began")

    def noticed(self, errand: Errand, text: str) -> None:
        """A run found something that happened while nobody of us was there."""
        self._tell(errand, "something happened before", text)

    def turned(self, errand: Errand, reason: str) -> None:
        """A run failed or was stopped, and takes back what it did."""
        self._tell(errand, "goes back", reason)

    def ended(self, errand: Errand, code: ExitCode, conclusion: Conclusion) -> None:
        """A run has its verdict."""
        self._tell(errand, _ENDINGS.get(code, f"exit {int(code)}"), conclusion.text, conclusion.next_line)

    def broke_off(self, errand: Errand, reason: str) -> None:
        """A run ended without a verdict: its lease is lost, and somebody else may act."""
        self._tell(errand, "BROKEN OFF without a verdict", reason, "inv status")

    def finish(self) -> None:
        """Wait a little for what is on its way, and say in one line what did not get through."""
        if self._thread is None:
            return
        self._waiting.put(None)
        self._thread.join(self._goodbye_seconds)
        troubles = dict(self._troubles)
        if self._thread.is_alive():
            troubles["in time"] = f"it took longer than {self._goodbye_seconds:g} s"
        self._thread = None
        if troubles:
            text = "; ".join(f"{name}: {reason}" for name, reason in troubles.items())
            self._show(
                Said(f"not everybody was told ({text}); the run is not touched by that", is_warning=True)
            )

    def _tell(self, errand: Errand, how: str, text: str = "", undo: str = "") -> None:
        if not self._notifiers:
            return
        if self._thread is None:
            self._thread = threading.Thread(target=self._send, name="herald", daemon=True)
            self._thread.start()
        title = f"{errand.title}: {how}"
        self._waiting.put(News(title, text, self._who, errand.why, self._where, undo))

    def _send(self) -> None:
        while (news := self._waiting.get()) is not None:
            for notifier in self._notifiers:
                self._try(notifier, news)

    def _try(self, notifier: Notifier, news: News) -> None:
        """Whoever could not be told once is not tried again by this run."""
        if notifier.name in self._troubles:
            return
        try:
            notifier.tell(news)
        except NotTold as error:
            self._troubles[notifier.name] = str(error)
        except Exception as error:  # noqa: BLE001 - a defect in a notifier must not end the thread that tells others
            self._troubles[notifier.name] = f"{type(error).__name__}, which is a defect of ours"
