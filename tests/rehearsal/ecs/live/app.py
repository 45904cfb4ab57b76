"""A tiny HTTP service for live tests: it says who it is, and misbehaves as its environment asks."""

import os
import signal
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import sleep
from types import FrameType

VERSION = os.environ.get("VERSION", "1")


class Handler(BaseHTTPRequestHandler):
    """Answers every GET with the version; /environment/NAME shows one variable."""

    def do_GET(self) -> None:
        """Answer."""
        healthy = os.environ.get("UNHEALTHY") != "yes" or self.path != "/health"
        body = VERSION.encode()
        if self.path.startswith("/environment/"):
            body = os.environ.get(self.path.rpartition("/")[2], "").encode()
        self.send_response(200 if healthy else 500)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing for each request."""


def end(number: int, _: FrameType | None) -> None:
    """Say goodbye on SIGTERM."""
    print(f"signal {number}", flush=True)  # noqa: T201 - the output is what is tested
    sys.exit(0)


def main() -> None:
    """Serve on HOST and PORT until told to end."""
    if os.environ.get("CRASH"):
        sys.exit(int(os.environ["CRASH"]))
    stubborn = os.environ.get("STUBBORN") == "yes"
    signal.signal(signal.SIGTERM, signal.SIG_IGN if stubborn else end)
    sleep(float(os.environ.get("SLOW_START", "0")))
    server = ThreadingHTTPServer((os.environ["HOST"], int(os.environ["PORT"])), Handler)
    print(f"version {VERSION} serves", flush=True)  # noqa: T201 - the output is what is tested
    server.serve_forever()


if __name__ == "__main__":
    main()
