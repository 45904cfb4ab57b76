"""A screen that remembers, for tests and demonstrations."""

from deploy.engine.events import Event


class RecordingScreen:
    """Keeps every event in order."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.is_closed = False

    def show(self, event: Event) -> None:
        """Keep the event."""
        self.events.append(event)

    def close(self) -> None:
        """Remember that the screen was closed."""
        self.is_closed = True
