"""Which faults strike which calls, and what a table of them says."""

from bench.ecs.fault_cases import KINDS, Case, cases_of
from bench.ecs.fault_table import Finding, table
from bench.ecs.gateway import Call

LOOK, CHANGE = Call("DescribeServices", "ecs"), Call("UpdateService", "ecs")


def struck(calls: list[Call]) -> set[tuple[str, str, int]]:
    """Call, kind and number of every case."""
    return {(case.call, case.kind, case.nth) for case in cases_of("deploy", calls, KINDS)}


def found(kind: str, *faults: str, was_struck: bool = True) -> Finding:
    """One fault of an UpdateService, and what came of it."""
    case = Case("deploy", kind, "UpdateService", 1)
    return Finding(case, was_struck, code=0, seconds=1.0, faults=faults)


def test_the_first_the_middle_and_the_last_call_of_a_name_are_struck() -> None:
    """Once each, however few there are."""
    assert {1, 3, 5} == {nth for _, kind, nth in struck([LOOK] * 5) if kind == "throttle"}
    assert {1, 2} == {nth for _, kind, nth in struck([LOOK] * 2) if kind == "throttle"}


def test_every_kind_strikes_a_change_but_none_makes_it_stale() -> None:
    """A look has no effect that could outlive its answer."""
    changes = {kind for _, kind, _ in struck([CHANGE])}
    looks = {kind for _, kind, _ in struck([LOOK])}

    assert {"stale once", "stale lag"} == set(KINDS) - changes
    assert {"500 after", "reset after", "timeout after"} == set(KINDS) - looks


def test_a_consistent_read_is_never_stale() -> None:
    """As the ledger asks for them."""
    kinds = {kind for _, kind, _ in struck([Call("Query", "dynamodb")])}

    assert not {"stale once", "stale lag"} & kinds


def test_the_table_counts_what_was_struck_and_names_what_was_wrong() -> None:
    """What was never reached is in no cell."""
    findings = [found("throttle"), found("500 before", "twice"), found("timeout", was_struck=False)]
    _, head, row = table(findings)

    assert ["deploy", "throttle"] == head.split()[:2]
    assert ["UpdateService", "ok", "1", "1", "WRONG"] == row.split()[:5]
    assert ["-"] * (len(KINDS) - 2) == row.split()[5:]
