"""A screen in front of a screen: lines to type name the system and the environment of the run."""

import re
from dataclasses import replace

from deploy.engine.events import Event, Facts, Problem, RunEnded, Said, Screen

_LINE = re.compile(
    r"\binv (?:status|history|resume|rollback|unlock|migrate|backup|maintenance-drain|maintenance-resume"
    r"|(?:deploy|deploy-bluegreen|build|scan|push)(?= --|$))(?![\w.-])"
    r"(?: --[\w-]+(?:=[^\s;,]+)?)*"
)
"""A task that needs an environment. A word such as deploy counts before its options, not in a sentence."""
_NAMED = "--env="


class AddressedScreen:
    """Hands every event on; what a person would type next can be typed as it stands there."""

    def __init__(self, screen: Screen, tail: str) -> None:
        self._screen = screen
        self._tail = tail

    def show(self, event: Event) -> None:
        """Show the event with whole lines."""
        self._screen.show(self._addressed(event))

    def close(self) -> None:
        """Leave the terminal as it was found."""
        self._screen.close()

    def _addressed(self, event: Event) -> Event:
        if isinstance(event, Problem):
            return replace(event, do=self._whole(event.do))
        if isinstance(event, RunEnded):
            return replace(event, next_line=self._whole(event.next_line))
        if isinstance(event, Said):
            return replace(event, text=self._whole(event.text))
        if isinstance(event, Facts):
            return replace(event, rows=tuple(tuple(map(self._whole, row)) for row in event.rows))
        return event

    def _whole(self, text: str) -> str:
        """A text that names an environment already says what it means."""
        if _NAMED in text or not self._tail:
            return text
        return _LINE.sub(lambda found: f"{found[0]} {self._tail}", text)
