"""A window is opened only where there is a screen."""

import pytest

from rehearsal.page.browser import has_screen, show


@pytest.mark.parametrize(
    ("environment", "platform", "expected"),
    [
        ({}, "linux", False),
        ({"DISPLAY": ""}, "linux", False),
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({}, "darwin", True),
    ],
)
def test_a_screen_is_known_by_the_environment(
    environment: dict[str, str], platform: str, *, expected: bool
) -> None:
    assert expected is has_screen(environment, platform)


@pytest.mark.skipif("sys.platform == 'darwin'", reason="a Mac always has a screen")
def test_nothing_is_opened_on_a_server() -> None:
    assert show("http://127.0.0.1:1/", {}) is False
