"""News in a list, and a notifier that never gets through."""

from dataclasses import dataclass, field

from deploy.connectors.notify.port import News, NotTold


@dataclass(frozen=True)
class MemoryNotifier:
    """What was told is in the list."""

    told: list[News] = field(default_factory=list)
    name: str = "memory"

    def tell(self, news: News) -> None:
        """Keep it."""
        self.told.append(news)


@dataclass(frozen=True)
class DeafNotifier:
    """Nobody ever hears it."""

    reason: str = "nobody is there"
    name: str = "deaf"

    def tell(self, news: News) -> None:
        """Fail."""
        raise NotTold(f"{self.reason}: {news.title}")
