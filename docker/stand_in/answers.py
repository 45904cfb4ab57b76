"""What is answered on which path; streams are in `server`."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from time import sleep

from stand_in.identity import Fault
from stand_in.life import Life

HEALTH_PATHS = ("/health", "/health/live", "/health/ready", "/api/v1/health")
HUGE_MEBIBYTES = 10 * 1024


@dataclass(frozen=True)
class Answer:
    """Status, body and its type."""

    status: HTTPStatus
    body: bytes
    content_type: str = "application/json"
    location: str = ""
    times: int = 1
    """How often the body is sent, one after the other."""


def answer(life: Life, path: str) -> Answer:
    """The answer to a GET or POST on a path without its query."""
    if path == "/health/live":
        return _said(HTTPStatus.OK, {"status": "alive"})
    if path in HEALTH_PATHS:
        return _health_on_request(life, path)
    life.count_visit()
    if not life.is_well:
        return _said(HTTPStatus.INTERNAL_SERVER_ERROR, {"error": "sick on request"})
    if path in ("/", "/index.html"):
        return _page(life)
    if path == "/api/work":
        sleep(life.work_seconds)
        return _said(HTTPStatus.OK, {"release": life.identity.answered_release, "done": True})
    return _said(HTTPStatus.NOT_FOUND, {"error": f"nothing is at {path}"})


def _health_on_request(life: Life, path: str) -> Answer:
    """The health answer, with the faults that are its own."""
    if life.identity.fault is Fault.LOOP:
        return Answer(HTTPStatus.FOUND, b"", location=path)
    if life.identity.fault is Fault.HUGE:
        return Answer(HTTPStatus.OK, bytes(1024 * 1024), times=HUGE_MEBIBYTES)
    return _health(life)


def _health(life: Life) -> Answer:
    identity = life.identity
    words: dict[str, object] = {
        "status": _condition(life),
        "version": identity.kind.version,
        "release": identity.answered_release,
        **identity.told,
        "replica": identity.address,
        "system": identity.system,
        "timestamp": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "components": dict.fromkeys(identity.kind.components, "ok" if life.is_well else "failing"),
    }
    is_good = life.is_well and not life.is_draining
    return _said(HTTPStatus.OK if is_good else HTTPStatus.SERVICE_UNAVAILABLE, words)


def _condition(life: Life) -> str:
    if life.is_draining:
        return "draining"
    return "healthy" if life.is_well else "unhealthy"


def _page(life: Life) -> Answer:
    """The first page; what speaks JSON says who it is, the site shows it."""
    identity = life.identity
    if identity.system != "wwhd-site":
        return _said(HTTPStatus.OK, {"system": identity.system, "release": identity.answered_release})
    head = f"<!doctype html><title>WWHD</title><meta name=release content={identity.answered_release}>"
    page = f"{head}<h1>WWHD</h1>"
    return Answer(HTTPStatus.OK, page.encode(), "text/html; charset=utf-8")


def _said(status: HTTPStatus, words: dict[str, object]) -> Answer:
    return Answer(status, json.dumps(words).encode())
