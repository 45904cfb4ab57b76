"""What is told, and to whom."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class News:
    """One thing that people want to hear of."""

    title: str
    """What it is about, and how it stands: `deploy v2 to shop production: began`."""
    text: str = ""
    who: str = ""
    why: str = ""
    link: str = ""
    """The page of the pipeline's run, or the machine it runs on."""
    undo: str = ""
    """The line that undoes it, or the one to type next."""


class NotTold(Exception):
    """It did not get through; the text says why, and holds no secret."""


class Notifier(Protocol):
    """One way to tell people."""

    @property
    def name(self) -> str:
        """How a warning calls it."""
        ...

    def tell(self, news: News) -> None:
        """Tell it once, within a few seconds; raises `NotTold`."""
        ...
