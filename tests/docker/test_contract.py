"""What the five systems promise to the outside."""

import json
from datetime import datetime

import pytest

from tests.docker.copies import copy, serving

COMPONENTS = {
    "cloud-optimizer": ["db", "ib"],
    "cost-simulator": ["lambda_calculator", "vm_calculator", "egress_calculator"],
    "pm-doc-intel": ["database", "redis"],
}


@pytest.mark.parametrize("system", COMPONENTS)
def test_health_names_release_version_time_and_the_components_of_the_document(system: str) -> None:
    """As the verdict and a person read it."""
    with serving(STAND_IN_SYSTEM=system, SWINGBRIDGE_RELEASE="v2.0.0-ib1.0.0") as running:
        status, said = running.health()

    assert (200, "healthy", "v2.0.0-ib1.0.0") == (status, said["status"], said["release"])
    assert dict.fromkeys(COMPONENTS[system], "ok") == said["components"]
    assert said["version"]
    assert datetime.fromisoformat(said["timestamp"]).tzinfo is not None


def test_every_health_path_of_the_documents_answers() -> None:
    """Live, ready and the versioned one."""
    with serving(STAND_IN_SYSTEM="pm-doc-intel") as running:
        statuses = {
            path: running.get(path)[0] for path in ("/health/live", "/health/ready", "/api/v1/health")
        }

    assert {200} == set(statuses.values())


def test_ordinary_work_answers_and_an_unknown_path_does_not() -> None:
    """The handler of 20 milliseconds, and the first page."""
    with serving() as running:
        assert (200, {"release": "r1", "done": True}) == running.health("/api/work")
        assert 200 == running.get("/")[0]
        assert 404 == running.get("/nothing")[0]


def test_a_chat_streams_to_its_mark() -> None:
    """Server-sent events, the last of which says how many there were."""
    with serving(STAND_IN_STREAM_SECONDS="0.4") as running:
        status, body = running.get("/api/chat/stream")

    events = [json.loads(line.removeprefix(b"data: ")) for line in body.splitlines() if line]
    assert (200, 3) == (status, len(events))
    assert {"end": True, "words": 2} == events[-1]


def test_the_site_shows_its_release() -> None:
    """In a meta tag of the page."""
    with serving(STAND_IN_SYSTEM="wwhd-site") as running:
        assert b"content=r1>" in running.get("/index.html")[1]


def test_a_system_that_nobody_knows_is_refused() -> None:
    """By name, with those that are known."""
    with copy(STAND_IN_SYSTEM="nothing") as ended:
        code, out = ended.ending()

    assert 1 == code
    assert "known are cloud-optimizer" in out


def test_the_probe_says_what_the_container_engine_needs() -> None:
    """0 beside a copy that is well, 1 beside one that is not, and 1 where none is."""
    with serving(STAND_IN_FAULT="sick", STAND_IN_SICK_AFTER="1") as running:
        with copy("probe", PORT=str(running.port)) as probe:
            assert 0 == probe.ending()[0]
        running.get("/")
        with copy("probe", PORT=str(running.port)) as probe:
            assert 1 == probe.ending()[0]
    with copy("probe") as probe:
        assert 1 == probe.ending()[0]
