"""A watcher without a browser: reads the event stream over real HTTP."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from typing import Any
from urllib.parse import urlsplit

from rehearsal.page.site import ADDRESS

Event = tuple[str, dict[str, Any]]


@contextmanager
def listening(endpoint: str) -> Iterator[Iterator[Event]]:
    """Open the stream; leaving closes the connection, as a browser does."""
    connection = HTTPConnection(urlsplit(endpoint).netloc, timeout=15)
    connection.request("GET", f"{ADDRESS}/events")
    answer = connection.getresponse()
    try:
        yield _events(answer)
    finally:
        answer.close()
        connection.close()


def _events(answer: HTTPResponse) -> Iterator[Event]:
    name = ""
    while line := answer.readline():
        key, _, value = line.decode().strip().partition(": ")
        if key == "event":
            name = value
        elif key == "data":
            yield name, json.loads(value)


def snapshots(events: Iterator[Event]) -> Iterator[dict[str, Any]]:
    """Only what changed."""
    return (data for name, data in events if name == "snapshot")
