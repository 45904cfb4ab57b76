"""The screen that remembers."""

from deploy.engine.screen.recording import RecordingScreen
from tests.engine.screen.story import STORY


def test_a_recording_keeps_the_events_in_order() -> None:
    """And whether it was closed."""
    screen = RecordingScreen()
    for event in STORY:
        screen.show(event)
    assert list(STORY) == screen.events
    assert not screen.is_closed
    screen.close()
    assert screen.is_closed
