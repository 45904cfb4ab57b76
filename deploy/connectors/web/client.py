"""HTTP by the standard library: a body is read to a cap, and nothing lasts longer than the time."""

import http.client
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from socket import SHUT_RDWR, socket
from threading import Event, Timer
from urllib.parse import urlsplit

from deploy.connectors.web.port import Answer

LARGEST_BODY = 64 * 1024
_CHUNK = 8 * 1024
_NOT_YET_VALID = 9
"""X509_V_ERR_CERT_NOT_YET_VALID, which Python has no name for."""
_NOT_TLS = {"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE"}
"""What OpenSSL says of an answer in plain HTTP; versions differ."""
_LATE = "the answer did not end in time"


@dataclass(frozen=True)
class _Question:
    """What is asked of a server."""

    method: str
    path: str
    body: bytes | None = None

    def put(self, connection: http.client.HTTPConnection) -> Answer:
        """Ask, and read the answer to the cap."""
        headers = {"Accept": "application/json", "Connection": "close"}
        content = {"Content-Type": "application/json"} if self.body is not None else {}
        connection.request(self.method, self.path, self.body, headers | content)
        return _read(connection.getresponse())


class WebClient:
    """Asks over a connection of its own each time, so that no pooled connection hides a change."""

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
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            connection.connect()
            return _in_time(_Question(method, path, body), connection, seconds)
        except ssl.SSLError as error:
            return Answer(0, trouble=f"TLS: {_in_words(error)}")
        except (OSError, http.client.HTTPException) as error:
            return Answer(0, trouble=f"{type(error).__name__}: {error}")
        finally:
            connection.close()


def _in_words(error: ssl.SSLError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        is_early = error.verify_code == _NOT_YET_VALID
        return f"{error.verify_message}{'; is the time of day right here?' if is_early else ''}"
    if error.reason in _NOT_TLS:
        return "what answers there does not speak TLS; is it the port for plain HTTP?"
    return error.reason or str(error)


@dataclass
class _Watch:
    """Hangs up when the time is over: one byte a second never meets the timeout of a socket."""

    held: socket
    is_over: Event = field(default_factory=Event)

    def hang_up(self) -> None:
        """End the reading, wherever it is."""
        self.is_over.set()
        with suppress(OSError):
            self.held.shutdown(SHUT_RDWR)


def _in_time(question: _Question, connection: http.client.HTTPConnection, seconds: float) -> Answer:
    watch = _Watch(connection.sock)
    timer = Timer(seconds, watch.hang_up)
    timer.daemon = True
    timer.start()
    try:
        answer = question.put(connection)
    except (OSError, http.client.HTTPException):
        if watch.is_over.is_set():
            return Answer(0, trouble=_LATE)
        raise
    finally:
        timer.cancel()
    return Answer(answer.status, answer.body, _LATE, answer.location) if watch.is_over.is_set() else answer


def _read(response: http.client.HTTPResponse) -> Answer:
    body, location = b"", response.getheader("Location") or ""
    while chunk := response.read1(_CHUNK):
        body += chunk
        if len(body) > LARGEST_BODY:
            too_large = "the body is larger than anybody needs"
            return Answer(response.status, body[:LARGEST_BODY], too_large, location)
    return Answer(response.status, body, location=location)
