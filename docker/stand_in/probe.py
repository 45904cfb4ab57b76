"""The HEALTHCHECK of every image: asks the copy beside it, so that no curl has to be installed."""

import sys
import time
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException

from stand_in.identity import Identity
from stand_in.worker import heartbeat

SECONDS = 3.0
LONGEST_SILENCE = 60.0
"""For how long a worker may not have begun a job."""


def probe(identity: Identity) -> int:
    """Give 0 where the copy is well, 1 where it is not, as a container engine wants it."""
    return _ask(identity) if identity.port else _listen()


def _listen() -> int:
    """A worker listens nowhere; its heartbeat tells."""
    file = heartbeat()
    return 0 if file.exists() and time.time() - file.stat().st_mtime < LONGEST_SILENCE else 1


def _ask(identity: Identity) -> int:
    host = "127.0.0.1" if identity.host == "0.0.0.0" else identity.host  # noqa: S104 - compared, not bound
    connection = HTTPConnection(host, identity.port, timeout=SECONDS)
    try:
        connection.request("GET", "/health")
        status = connection.getresponse().status
    except (OSError, HTTPException) as error:
        print(f"no answer: {error}", file=sys.stderr)  # noqa: T201 - the engine shows it
        return 1
    finally:
        connection.close()
    return 0 if status == HTTPStatus.OK else 1
