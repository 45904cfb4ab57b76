"""Which verb is refused for what, before anything is looked at."""

from dataclasses import replace

import pytest

from deploy.bootstrap import Gatehouse
from deploy.connectors.clock.memory import MemoryClock
from deploy.connectors.identity.memory import MemoryApproval, MemoryIdentity
from deploy.connectors.identity.port import Lack, NotSignedIn
from deploy.connectors.source.memory import MemorySource
from deploy.connectors.source.port import Checkout
from deploy.engine.events import Problem, Said
from deploy.engine.screen.recording import RecordingScreen
from deploy.errors import Refused, Stopped
from deploy.settings.schema import Approvals
from deploy.tasks.preflight.gate import STOP_SECONDS, end_of_keys, objections, pass_gate
from tests.tasks.preflight.houses import ACCOUNT, CALLER, NOW, ROLE, ending_in, house, settings

NOBODY = MemoryIdentity(NotSignedIn(Lack.NO_KEYS, ("the environment",)))
DIRTY = MemorySource(Checkout("c" * 40, "idea", ("a",), is_pushed=False))
STRICT = Approvals(
    needs_clean_tree=True, branch="main", approvers="the release team", windows=("sat 08:00-09:00",)
)
SOURCE = ["tree-not-clean", "commit-not-pushed", "commit-not-on-branch"]
NEWS = ["outside-window", "approval-missing"]


def references(house: Gatehouse, verb: str) -> list[str]:
    """What speaks against a run of that verb."""
    return [objection.reference for objection in objections(house, verb)]


@pytest.mark.parametrize(
    ("verb", "found"),
    [
        ("deploy", [*SOURCE, *NEWS]),
        ("deploy-bluegreen", [*SOURCE, *NEWS]),
        ("migrate", [*SOURCE, *NEWS]),
        ("rollback", []),
        ("resume", []),
        ("maintenance-drain", []),
        ("backup", []),
        ("push", []),
        ("status", []),
    ],
)
def test_only_what_brings_something_new_is_asked_for_source_hour_and_approval(
    verb: str, found: list[str]
) -> None:
    """A way back must not hang on a checkout, an hour or somebody who sleeps."""
    strict = house(settings=settings(approvals=STRICT), source=DIRTY)

    assert found == references(strict, verb)


def test_whoever_fulfils_everything_passes() -> None:
    """Clean, on the branch, approved, in the window."""
    approvals = replace(STRICT, windows=("sat 08:00-09:00", "fri 09:00-11:00"))
    fine = house(settings=settings(approvals=approvals), approval=MemoryApproval("staging"))

    assert [] == references(fine, "deploy")


@pytest.mark.parametrize(
    ("verb", "is_refused"),
    [
        ("deploy", True),
        ("rollback", True),
        ("maintenance-drain", True),
        ("status", True),
        ("scan", False),
        ("build", False),
    ],
)
def test_whatever_touches_aws_needs_keys(verb: str, is_refused: bool) -> None:  # noqa: FBT001 - a table
    """A job that scans what others built holds no role, and needs none."""
    assert (["aws-no-credentials"] if is_refused else []) == references(house(identity=NOBODY), verb)


def test_another_account_is_told_alone() -> None:
    """What the keys could do there is of no interest, and AWS is not asked."""
    other = replace(CALLER, account="444455556666")
    wrong = house(identity=MemoryIdentity(other, lacks=("ecs:UpdateService",)), region="us-east-1")

    assert ["account-differs", "region-differs"] == references(wrong, "deploy")
    assert ["account-differs", "region-differs"] == references(wrong, "status")


def test_production_has_to_name_its_account_but_not_in_a_rehearsal() -> None:
    """The account of a rehearsal is nobody's."""
    found = settings("production", approvals=Approvals())
    assert found.aws is not None
    unnamed = replace(found, aws=replace(found.aws, account=None))

    assert ["account-not-named"] == references(house(settings=unnamed), "deploy")
    assert [] == references(house(settings=unnamed, is_rehearsal=True), "deploy")


@pytest.mark.parametrize(
    ("verb", "minutes", "is_refused"),
    [
        ("deploy", 35.9, True),
        ("deploy", 36, False),
        ("rollback", 35.9, True),
        ("maintenance-drain", 4.9, True),
        ("maintenance-drain", 5, False),
        ("status", 1, False),
    ],
)
def test_keys_have_to_outlive_the_run(verb: str, minutes: float, is_refused: bool) -> None:  # noqa: FBT001 - a table
    """600 s until healthy, 60 s of watches, 300 s of bake, 1200 s in hand: 36 minutes."""
    found = references(house(identity=ending_in(minutes)), verb)

    assert (["credentials-too-short"] if is_refused else []) == found


def test_keys_that_renew_may_end_at_any_moment() -> None:
    """New ones are fetched before."""
    assert [] == references(house(identity=MemoryIdentity(replace(CALLER, expires=NOW))), "deploy")


def test_a_missing_right_is_asked_for_by_what_rolls_out_on_a_real_account() -> None:
    """A rehearsal cannot simulate; where nobody can tell, the call that needs it will."""
    lacks = MemoryIdentity(CALLER, lacks=("ecs:UpdateService",))

    assert ["right-missing"] == references(house(identity=lacks), "rollback")
    assert [] == references(house(identity=lacks), "push")
    assert [] == references(house(identity=lacks, is_rehearsal=True), "deploy")
    assert [] == references(house(identity=replace(lacks, untold="denied")), "deploy")


def passed(house: Gatehouse, verb: str, *overrides: str) -> RecordingScreen:
    """What the screen showed to whoever passed."""
    screen = RecordingScreen()
    pass_gate(house, verb, frozenset(overrides), screen)
    return screen


def test_the_first_objection_is_the_error_and_the_others_are_shown() -> None:
    """All at once, so that nobody is sent back five times."""
    screen = RecordingScreen()
    strict = house(settings=settings(approvals=STRICT), source=DIRTY)

    with pytest.raises(Refused) as refusal:
        pass_gate(strict, "deploy", frozenset(), screen)
    shown = [event.reference for event in screen.events if isinstance(event, Problem)]

    assert [*SOURCE, *NEWS] == [refusal.value.reference, *shown]


def test_who_passes_is_told_who_acts_and_what_was_set_aside() -> None:
    """The checkout may be set aside outside production; the account never."""
    strict = house(settings=settings(approvals=STRICT), source=DIRTY)
    said = [
        event.text for event in passed(strict, "deploy", *SOURCE, *NEWS).events if isinstance(event, Said)
    ]

    assert 5 == sum(text.startswith("set aside: ") for text in said)
    assert f"acting as {ROLE}, with keys from the runner of GitHub Actions: they renew themselves" == said[-1]
    production = settings("production", approvals=STRICT)
    with pytest.raises(Refused, match="not what is committed"):
        passed(house(settings=production, source=DIRTY), "deploy", *SOURCE, *NEWS)
    wrong = replace(CALLER, account="444455556666")
    with pytest.raises(Refused, match="444455556666"):
        passed(house(identity=MemoryIdentity(wrong)), "deploy", "account-differs")


def test_a_look_is_not_told_who_acts() -> None:
    """It does not act."""
    assert [] == passed(house(), "status").events


def test_row_25_a_run_is_stopped_shortly_before_its_keys_end() -> None:
    """Early enough to take the traffic back; by the clock that no time server sets."""
    clock = MemoryClock(NOW)
    check = end_of_keys(house(identity=ending_in(10), clock=clock), "deploy")

    clock.advance(600 - STOP_SECONDS - 1)
    check()
    clock.advance(1)
    with pytest.raises(Stopped) as stop:
        check()

    assert "credentials-end" == stop.value.reference
    assert "its keys end in 120 s" in stop.value.why
    assert "inv resume" in stop.value.do


def test_keys_that_renew_or_do_not_tell_never_stop_a_run() -> None:
    """And a build has none."""
    clock = MemoryClock(NOW)
    checks = [
        end_of_keys(house(clock=clock), "deploy"),
        end_of_keys(house(clock=clock, identity=None), "deploy"),
        end_of_keys(house(clock=clock, identity=MemoryIdentity(replace(CALLER, renews=False))), "deploy"),
        end_of_keys(house(clock=clock, identity=ending_in(1)), "build"),
    ]
    clock.advance(100_000)

    for check in checks:
        check()


def test_the_account_of_the_tests_is_the_one_that_they_sign_in_to() -> None:
    """Otherwise half of them would pass for another reason."""
    found = settings()

    assert found.aws is not None
    assert (ACCOUNT, []) == (found.aws.account, references(house(), "deploy"))
