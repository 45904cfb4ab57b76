"""HTTP by the standard library: a body is read to a cap, and never longer than the time."""

import http.client
import ssl
from urllib.parse import urlsplit

from deploy.connectors.clock.port import Clock
from deploy.connectors.web.port import Answer

LARGEST_BODY = 64 * 1024
_CHUNK = 8 * 1024


class WebClient:
    """Asks over a connection of its own each time, so that no pooled connection hides a change."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def get(self, url: str, seconds: float) -> Answer:
        """What the address answers within the time."""
        return self._asked("GET", url, seconds, None)

    def post(self, url: str, body: bytes, seconds: float) -> Answer:
        """What the address answers to JSON within the time."""
        return self._asked("POST", url, seconds, body)

    def _asked(self, method: str, url: str, seconds: float, body: bytes | None) -> Answer:
        parts = urlsplit(url)
        maker = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        connection = maker(parts.hostname or "", parts.port, timeout=seconds)
        try:
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            headers = {"Accept": "application/json", "Connection": "close"}
            content = {"Content-Type": "application/json"} if body is not None else {}
            connection.request(method, path, body, headers | content)
            return self._read(connection.getresponse(), self._clock.boot() + seconds)
        except ssl.SSLError as error:
            return Answer(0, trouble=f"TLS: {error.reason or error}")
        except (OSError, http.client.HTTPException) as error:
            return Answer(0, trouble=f"{type(error).__name__}: {error}")
        finally:
            connection.close()

    def _read(self, response: http.client.HTTPResponse, until: float) -> Answer:
        body = b""
        location = response.getheader("Location") or ""
        while chunk := response.read1(_CHUNK):
            body += chunk
            if len(body) > LARGEST_BODY:
                return Answer(
                    response.status, body[:LARGEST_BODY], "the body is larger than anybody needs", location
                )
            if self._clock.boot() > until:
                return Answer(response.status, body, "the body did not end in time", location)
        return Answer(response.status, body, location=location)
