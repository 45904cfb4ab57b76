"""An orderly end: not ready first, and nothing that is under way is cut."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.docker.copies import copy, serving, until


def test_a_copy_that_drains_is_not_ready_and_still_alive() -> None:
    """The load balancer learns of it before the door closes."""
    with serving(STAND_IN_LINGER_SECONDS="1.5") as running:
        running.ask_to_end()
        until(lambda: running.get("/health/ready")[0] == 503)
        said = running.health()[1]["status"]
        alive = running.get("/health/live")[0]
        work = running.get("/api/work")[0]
        code, out = running.ending()

    assert ("draining", 200, 200) == (said, alive, work)
    assert 0 == code
    assert "has ended in order" in out


def test_a_stream_goes_to_its_end_while_the_copy_drains() -> None:
    """Twenty streams, each with its last mark."""
    with serving(STAND_IN_STREAM_SECONDS="1.5") as running:
        with ThreadPoolExecutor(20) as people:
            streams = [people.submit(running.get, "/api/chat/stream") for _ in range(20)]
            until(lambda: all(stream.running() or stream.done() for stream in streams))
            until(lambda: running.get("/api/work")[0] == 200)
            running.ask_to_end()
            whole = [b'"end": true' in stream.result()[1] for stream in streams]
        code, _ = running.ending()

    assert [True] * 20 == whole
    assert 0 == code


def test_the_time_to_drain_is_bounded() -> None:
    """A stream that takes longer is cut: nobody waits for ever."""
    words = {"STAND_IN_STREAM_SECONDS": "60", "STAND_IN_DRAIN_SECONDS": "0.3"}
    with serving(**words) as running, ThreadPoolExecutor(1) as people:
        stream = people.submit(running.get, "/api/chat/stream")
        until(stream.running)
        until(lambda: running.get("/api/work")[0] == 200)
        running.ask_to_end()
        code, _ = running.ending()
        assert stream.exception() is not None

    assert 0 == code


def test_a_worker_finishes_the_job_under_way(tmp_path: Path) -> None:
    """And begins no other."""
    beat = tmp_path / "beat"
    words = {
        "STAND_IN_SYSTEM": "fraud-worker",
        "STAND_IN_HEARTBEAT": str(beat),
        "STAND_IN_JOB_SECONDS": "0.5",
    }
    with copy("php", "artisan", "queue:work", **words) as running:
        until(beat.exists)
        with copy("probe", **words) as probe:
            assert 0 == probe.ending()[0]
        running.ask_to_end()
        code, out = running.ending()

    assert 0 == code
    assert "whole jobs" in out
