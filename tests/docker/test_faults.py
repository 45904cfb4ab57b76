"""Faults on request, by the ending of the release's name or by variable."""

from time import monotonic

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


def test_an_ordinary_name_has_no_fault() -> None:
    """Also where a word for a fault stands in its middle."""
    with serving(SWINGBRIDGE_RELEASE="v2-broken-fixed") as running:
        assert 200 == running.health()[0]
