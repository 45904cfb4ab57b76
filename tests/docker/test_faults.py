"""Faults on request, by the ending of the release's name or by variable."""

from time import monotonic

import pytest

from tests.docker.copies import copy, serving, until


def test_a_broken_release_ends_at_its_start() -> None:
    """With exit code 1, as a server and as a worker."""
    for arguments in ((), ("worker",)):
        with copy(*arguments, SWINGBRIDGE_RELEASE="v2-broken") as running:
            assert 1 == running.ending()[0]


def test_a_slow_release_does_not_listen_at_first() -> None:
    """And is well afterwards."""
    began = monotonic()
    with serving(SWINGBRIDGE_RELEASE="v2-slow", STAND_IN_SLOW_SECONDS="1"):
        assert 1 < monotonic() - began


def test_a_wrong_release_answers_as_another_one() -> None:
    """Healthy in every other way: only a comparison finds it."""
    with serving(SWINGBRIDGE_RELEASE="v2-wrong") as running:
        status, said = running.health()

    assert (200, "not-v2-wrong") == (status, said["release"])


def test_a_sick_release_falls_ill_under_traffic() -> None:
    """Questions about health alone do not make it ill."""
    with serving(SWINGBRIDGE_RELEASE="v2-sick", STAND_IN_SICK_AFTER="3") as running:
        before = [running.health()[0] for _ in range(5)]
        answers = [running.get("/api/work")[0] for _ in range(4)]
        after = running.health()[0]

    assert [200] * 5 == before
    assert ([200, 200, 500, 500], 503) == (answers, after)


def test_a_flapping_release_is_well_and_unwell_by_turns() -> None:
    """Both are seen, and well again."""
    with serving(STAND_IN_FAULT="flap", STAND_IN_FLAP_SECONDS="0.2") as running:
        for wanted in (503, 200, 503):
            until(lambda wanted=wanted: running.health()[0] == wanted)  # type: ignore[misc] # the loop's value now


def test_a_hanging_release_answers_nothing_any_more() -> None:
    """Not even questions about health, once it had traffic."""
    with serving(SWINGBRIDGE_RELEASE="v2-hang", STAND_IN_SICK_AFTER="1") as running:
        before = running.health()[0]
        running.get("/api/work")
        with pytest.raises(TimeoutError):
            running.get("/health", seconds=0.5)

    assert 200 == before


def test_a_late_release_takes_its_time_once_it_has_traffic() -> None:
    """Every answer is right, and so is health, at once: only a load balancer's figures tell."""
    with serving(
        SWINGBRIDGE_RELEASE="v2-late", STAND_IN_SICK_AFTER="2", STAND_IN_LATE_SECONDS="1.5"
    ) as running:
        took = []
        for path in ("/api/work", "/api/work", "/health"):
            began = monotonic()
            assert 200 == running.get(path)[0]
            took.append(monotonic() - began)

    assert took[0] < 1.5 <= took[1]
    assert took[2] < 1.5


def test_a_looping_release_sends_health_to_itself() -> None:
    """The same address again and again."""
    with serving(SWINGBRIDGE_RELEASE="v2-loop") as running:
        answer = running.open("/health")

    assert (302, "/health") == (answer.status, answer.headers["Location"])


def test_of_a_half_new_release_every_second_copy_is_another() -> None:
    """Told by the address, so that copies which start together differ."""
    for host, wanted in (("127.0.0.1", "not-v2-half"), ("127.0.0.2", "v2-half")):
        with serving(SWINGBRIDGE_RELEASE="v2-half", HOST=host) as running:
            assert wanted == running.health()[1]["release"]


def test_a_huge_health_answer_says_how_long_it_is() -> None:
    """Ten gigabytes, of which nobody has to read more than the head."""
    with serving(SWINGBRIDGE_RELEASE="v2-huge") as running:
        assert str(10 * 1024**3) == running.open("/health").headers["Content-Length"]


def test_a_loud_release_writes_its_lines_and_then_serves() -> None:
    """A hundred bytes each."""
    with copy(SWINGBRIDGE_RELEASE="v2-loud", STAND_IN_LOUD_LINES="300") as running:
        until(lambda: running.answers)
        running.ask_to_end()
        said = running.ending()[1]

    assert 300 == said.count("x" * 99 + "\n")


def test_an_ordinary_name_has_no_fault() -> None:
    """Also where a word for a fault stands in its middle."""
    with serving(SWINGBRIDGE_RELEASE="v2-broken-fixed") as running:
        assert 200 == running.health()[0]
