"""Which scan of a release is believed."""

from dataclasses import replace

import pytest

from deploy.model.goal import Goal, ScanWanted, Verb
from deploy.model.history import Run
from deploy.model.release import Scan
from deploy.rollout.objections import against
from deploy.rollout.scanned import scan_objection
from tests.rollout.scenes import V1, V2, at, past, side, standing

NOW = standing(at(live=side("v1")))
WANTED = ScanWanted("2026-11-14T12:00:00+00:00", ("hygiene", "trivy"))
GOAL = Goal(V2, (), verb=Verb.DEPLOY, scan=WANTED)
GOOD = Scan(
    "2026-11-20T09:00:00+00:00",
    is_passed=True,
    tools=("hygiene", "secrets", "trivy"),
    bills=(("sha256:v2", "sha256:bill"),),
)


def reference(goal: Goal, scan: Scan | None, run: Run | None = None) -> str | None:
    """What speaks against the goal where that is the newest scan of the release."""
    history = past("v1", runs=(run,) if run else ())
    history = replace(history, scans=(("v2", scan),) if scan else ())
    objection = scan_objection(NOW, goal, history)
    return objection.reference if objection else None


@pytest.mark.parametrize(
    ("scan", "expected"),
    [
        (GOOD, None),
        (None, "release-not-scanned"),
        (replace(GOOD, is_passed=False), "release-not-scanned"),
        (replace(GOOD, tools=("hygiene",)), "release-not-scanned"),
        (replace(GOOD, bills=(("sha256:other", "x"),)), "release-not-scanned"),
        (replace(GOOD, bills=()), "release-not-scanned"),
        (replace(GOOD, at="2026-11-14T11:59:59+00:00"), "release-scan-old"),
        (replace(GOOD, at="2026-11-14T12:00:00+00:00"), None),
        (replace(GOOD, at="2026-11-14T13:30:00+02:00"), "release-scan-old"),
    ],
)
def test_a_scan_counts_when_it_is_passed_new_whole_and_of_these_images(
    scan: Scan | None, expected: str | None
) -> None:
    """Each for itself; moments are compared, not their texts."""
    assert expected == reference(GOAL, scan)


def test_where_none_is_asked_for_none_is_needed() -> None:
    """As on this machine."""
    assert reference(replace(GOAL, scan=None), None) is None


def test_a_rollback_needs_none() -> None:
    """What is gone back to was let through when it came."""
    assert reference(replace(GOAL, verb=Verb.ROLLBACK), None) is None


@pytest.mark.parametrize(("release", "expected"), [("v2", None), ("v1", "release-not-scanned")])
def test_a_rollout_under_way_is_not_asked_again(release: str, expected: str | None) -> None:
    """Its scan may have grown old while it was cut off; a half-done change must be able to go on."""
    run = Run("run", "deploy", release, "v1", "ada", "", "then")

    assert expected == reference(GOAL, None, run)


def test_it_is_one_of_the_reasons_against_a_rollout() -> None:
    """And cannot be overridden."""
    goal = replace(GOAL, overrides=frozenset({"release-not-scanned"}))

    assert "release-not-scanned" in [o.reference for o in against(NOW, goal, past("v1", known=(V1, V2)))]
