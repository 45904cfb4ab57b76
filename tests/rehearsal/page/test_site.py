"""What the site asks of a watcher's connection."""

from socket import socketpair
from typing import Any

from rehearsal.page.glass import Glass
from rehearsal.page.site import ADDRESS, PATIENCE, Site
from rehearsal.page.stream import Watchers


def start_response(status: str, _: list[tuple[str, str]], __: Any = None) -> Any:
    """Take a good answer only."""
    assert status == "200 OK"


def test_a_watcher_that_takes_nothing_is_let_go_after_a_while() -> None:
    """The browser of a sleeping machine would hold a thread for ever."""
    ours, theirs = socketpair()
    environ = {"PATH_INFO": f"{ADDRESS}/events", "REQUEST_METHOD": "GET", "werkzeug.socket": ours}
    with ours, theirs:
        Site(Glass(lambda: None), Watchers())(environ, start_response)
        assert PATIENCE == ours.gettimeout()
