"""Shows an address in a graphical browser, where there is one."""

import sys
import webbrowser
from collections.abc import Mapping

SCREENS = ("DISPLAY", "WAYLAND_DISPLAY")


def show(address: str, environment: Mapping[str, str]) -> bool:
    """Open the address on the screen; whether there is one."""
    return has_screen(environment, sys.platform) and webbrowser.open(address)


def has_screen(environment: Mapping[str, str], platform: str) -> bool:
    """Whether a window can be opened; a browser in the terminal would show nothing of a live page."""
    return platform == "darwin" or any(environment.get(name) for name in SCREENS)
