"""A ledger that somebody spoilt, or that a newer tool wrote, is not written on."""

from dataclasses import replace

import pytest

from deploy.connectors.clock.memory import MemoryClock
from deploy.connectors.ledger.memory import MemoryLedger
from deploy.engine.journal import Journal
from deploy.errors import ExitCode, SwingbridgeError
from deploy.model.lease import LeaseRecord
from deploy.model.row import EMPTY, Head, Kind, Row
from tests.engine.journal_room import AUTHOR, HOLDER, leased


@pytest.fixture
def journal() -> Journal:
    return Journal(leased(), lambda: HOLDER, MemoryClock(), AUTHOR)


class Doctored(MemoryLedger):
    """A store whose rows somebody changed by hand."""

    def __init__(self, rows: tuple[Row, ...], head: Head) -> None:
        super().__init__()
        self.swap(LeaseRecord("me", 3, "v1"), "")
        self._doctored = rows
        self._newest = head

    def rows(self) -> tuple[Row, ...]:
        """The rows as they were left."""
        return self._doctored

    def head(self) -> Head:
        """The head as it was left."""
        return self._newest


def three_rows(journal: Journal) -> tuple[Row, Row, Row]:
    return (journal.write(Kind.BEGIN), journal.write(Kind.INTENT), journal.write(Kind.DONE))


def refusal(store: Doctored) -> SwingbridgeError:
    """Why the ledger may not be written on; by opening a journal, as a run does."""
    with pytest.raises(SwingbridgeError) as refused:
        Journal(store, lambda: HOLDER, MemoryClock(), AUTHOR)
    return refused.value


def test_a_changed_row_halts_every_run_before_it_writes(journal: Journal) -> None:
    """The row is named."""
    one, two, three = three_rows(journal)

    found = refusal(Doctored((one, replace(two, who="Eve"), three), Head(3, three.hash)))

    assert found.reference == "ledger-broken"
    assert found.what == "The ledger is broken: row 2 was changed after it was written."
    assert ExitCode.HALTED == found.exit_code


def test_a_lost_newest_row_halts_every_run_too(journal: Journal) -> None:
    """The chain alone could not know; the head does."""
    one, two, three = three_rows(journal)

    found = refusal(Doctored((one, two), Head(3, three.hash)))

    assert found.what == "The ledger is broken: row 3 is missing; row 3 was the newest."


@pytest.mark.parametrize("position", [0, 1, 2])
def test_a_row_of_a_newer_form_is_refused_wherever_it_stands(journal: Journal, position: int) -> None:
    """Before the chain is judged, which a newer version may compute otherwise."""
    rows = list(three_rows(journal))
    rows[position] = replace(rows[position], form=2)

    found = refusal(Doctored(tuple(rows), EMPTY))

    assert found.reference == "ledger-newer"
    assert found.what == "The ledger holds rows of form 2; this version writes form 1."
    assert ExitCode.REFUSED == found.exit_code
