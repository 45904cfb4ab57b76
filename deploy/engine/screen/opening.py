"""The choice of a screen: who reads, a person at a terminal, a log, a program or GitHub."""

from collections.abc import Mapping
from typing import TextIO

from deploy.connectors.clock.port import Clock
from deploy.engine.events import Screen
from deploy.engine.screen.github import GithubScreen
from deploy.engine.screen.json_lines import JsonLinesScreen
from deploy.engine.screen.outlet import Outlet
from deploy.engine.screen.plain import PlainScreen

TERMINALS_WITHOUT_CURSOR = frozenset({"", "dumb", "unknown"})


def open_screen(
    *, json: bool, stdout: TextIO | None, stderr: TextIO | None, environ: Mapping[str, str], clock: Clock
) -> Screen:
    """The screen that suits whoever reads; close it when the run is over, whatever happened."""
    out = Outlet(stdout)
    if json:
        return JsonLinesScreen(out, clock)
    if environ.get("GITHUB_ACTIONS"):
        return GithubScreen(stdout, environ.get("GITHUB_STEP_SUMMARY", ""), clock)
    if out.isatty() and environ.get("TERM", "").lower() not in TERMINALS_WITHOUT_CURSOR:
        # Rich is slow to import; only a terminal pays for it.
        from deploy.engine.screen.rich_screen import open_rich_screen  # noqa: PLC0415 # see the line above

        return open_rich_screen(out, environ, clock)
    return PlainScreen(out, Outlet(stderr), clock)
