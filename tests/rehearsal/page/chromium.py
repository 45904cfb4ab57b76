"""A headless Chromium that tests drive through its debugging pipe."""

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from select import select
from time import monotonic
from typing import Any

QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)
# Chromium reads commands from descriptor 3 and writes answers to 4, each ended by a zero byte.
ENTRANCE = 'exec 3<&0 4>&1 1>/dev/null 2>&1 0</dev/null; exec "$@"'
PATIENCE = 30.0


def found() -> str | None:
    """The browser of this machine."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


class Tab:
    """One page in the browser; it remembers what the page logged and which addresses it asked for."""

    def __init__(self, browser: "subprocess.Popen[bytes]") -> None:
        self._browser = browser
        self._session = ""
        self._number = 0
        self._heard = b""
        self.complaints: list[str] = []
        self.addresses: list[str] = []
        target = self.do("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.do("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.do(f"{domain}.enable")

    def do(self, method: str, **parameters: Any) -> Any:
        """Give one command and wait for its answer; events are noted on the way."""
        self._number += 1
        command = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            command["sessionId"] = self._session
        assert self._browser.stdin is not None
        self._browser.stdin.write(json.dumps(command).encode() + b"\0")
        self._browser.stdin.flush()
        while True:
            message = self._next()
            if message.get("id") == self._number:
                assert "error" not in message, message
                return message["result"]
            self._note(message)

    def open(self, address: str) -> None:
        """Go to an address."""
        self.do("Page.navigate", url=address)

    def ask(self, expression: str) -> Any:
        """The value of an expression in the page."""
        answer = self.do("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def look(self, width: int, height: int, scheme: str = "light") -> None:
        """Set the size of the window and the scheme of the system."""
        self.do(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )
        self.do("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def press(self, key: str) -> None:
        """Press and release one key."""
        codes = {"Tab": 9, " ": 32, "Enter": 13}
        words = {"key": key, "code": {" ": "Space"}.get(key, key), "windowsVirtualKeyCode": codes[key]}
        text = {"text": key} if key == " " else {}
        self.do("Input.dispatchKeyEvent", type="keyDown", **words, **text)
        self.do("Input.dispatchKeyEvent", type="keyUp", **words)

    def _next(self) -> Any:
        assert self._browser.stdout is not None
        deadline = monotonic() + PATIENCE
        while b"\0" not in self._heard:
            ready, _, _ = select([self._browser.stdout], [], [], max(0.0, deadline - monotonic()))
            assert ready, "the browser says nothing"
            more = os.read(self._browser.stdout.fileno(), 1 << 20)
            assert more, "the browser has ended"
            self._heard += more
        message, _, self._heard = self._heard.partition(b"\0")
        return json.loads(message)

    def _note(self, message: dict[str, Any]) -> None:
        method, said = message.get("method"), message.get("params", {})
        if method == "Network.requestWillBeSent":
            self.addresses.append(said["request"]["url"])
        elif method == "Runtime.exceptionThrown":
            self.complaints.append(json.dumps(said["exceptionDetails"]))
        elif method == "Runtime.consoleAPICalled" and said["type"] in {"error", "warning"}:
            self.complaints.append(json.dumps(said["args"]))
        elif method == "Log.entryAdded":
            self.complaints.append(json.dumps(said["entry"]))


@contextmanager
def tab(program: str, profile: Path) -> Iterator[Tab]:
    """A browser with a new profile and one page; it ends with all its children."""
    command = [program, *QUIET, "--remote-debugging-pipe", f"--user-data-dir={profile}"]
    browser = subprocess.Popen(
        ["sh", "-c", ENTRANCE, "sh", *command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        yield Tab(browser)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(browser.pid, signal.SIGKILL)
        browser.wait()
        for pipe in (browser.stdin, browser.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):
                    pipe.close()
