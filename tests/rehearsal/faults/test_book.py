"""Which calls a fault strikes."""

import pytest

from rehearsal.faults.book import FaultBook
from rehearsal.faults.model import Fault, Kind, When, fault_from_json


def strikes(book: FaultBook, service: str, operation: str, calls: int) -> list[bool]:
    return [book.take(service, operation) is not None for _ in range(calls)]


def test_a_fault_strikes_count_calls_after_it_let_skip_pass() -> None:
    """The second and third call can be the ones that fail."""
    book = FaultBook()
    book.arm(Fault(Kind.ERROR, "ecs", "UpdateService", count=2, skip=1))
    assert [False, True, True, False, False] == strikes(book, "ecs", "UpdateService", 5)


def test_a_count_of_zero_strikes_until_cleared() -> None:
    """An outage has no number of calls."""
    book = FaultBook()
    name = book.arm(Fault(Kind.THROTTLE, count=0))
    assert all(strikes(book, "s3", "PutObject", 100))
    book.clear(name)
    assert not any(strikes(book, "s3", "PutObject", 3))


@pytest.mark.parametrize(
    ("service", "operation", "struck"),
    [("ecs", "DescribeServices", True), ("ecs", "UpdateService", False), ("elbv2", "DescribeRules", False)],
)
def test_a_fault_knows_its_calls_by_pattern(service: str, operation: str, struck: bool) -> None:  # noqa: FBT001 - a table
    """Reads of one service can fail while its writes go through."""
    book = FaultBook()
    book.arm(Fault(Kind.ERROR, "ecs", "Describe*"))
    assert [struck] == strikes(book, service, operation, 1)


def test_two_faults_strike_one_after_the_other() -> None:
    """The older one goes first, and one call meets one fault."""
    book = FaultBook()
    book.arm(Fault(Kind.THROTTLE))
    book.arm(Fault(Kind.ERROR))
    taken = [book.take("ecs", "ListClusters") for _ in range(3)]
    assert [Kind.THROTTLE, Kind.ERROR, None] == [fault and fault.kind for fault in taken]


def test_a_spent_fault_is_still_listed_with_what_it_struck() -> None:
    """A test asks afterwards whether its fault was met at all."""
    book = FaultBook()
    book.arm(Fault(Kind.ERROR, count=2))
    book.take("ecs", "ListClusters")
    assert [1] == [armed.struck for armed in book.armed()]


def test_a_fault_travels_as_json() -> None:
    """The client and the server speak of the same fault."""
    fault = Fault(Kind.SLOW, "rds", "Create*", count=3, skip=1, when=When.AFTER, seconds=0.5)
    assert fault == fault_from_json(fault.to_json())


@pytest.mark.parametrize("fields", [{"kind": "meteor"}, {"kind": "slow", "colour": "red"}, {}])
def test_an_unknown_fault_is_refused(fields: dict[str, str]) -> None:
    """A misspelt fault must not pass as a quiet day."""
    with pytest.raises((ValueError, KeyError)):
        fault_from_json(fields)
