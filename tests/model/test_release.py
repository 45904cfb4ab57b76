"""Which code can live on which database."""

import pytest

from deploy.model.release import NO_SCHEMA, Release, Schema

AT_3, CONTRACT_3, AT_5 = Schema("3", 3), Schema("contract 3", 3, floor=3), Schema("5", 5)


@pytest.mark.parametrize(
    ("code", "database", "runs"),
    [
        (NO_SCHEMA, NO_SCHEMA, True),
        (AT_3, AT_3, True),
        (AT_3, AT_5, True),
        (AT_5, AT_3, False),
        (NO_SCHEMA, AT_5, True),
        (NO_SCHEMA, CONTRACT_3, False),
        (AT_3, CONTRACT_3, True),
    ],
)
def test_code_runs_between_the_floor_and_the_position(code: Schema, database: Schema, *, runs: bool) -> None:
    """Not before its tables are there, and not after what it needs is gone."""
    assert runs == Release("v1", (), code).runs_on(database)


def test_a_migration_leads_to_a_later_position_or_a_higher_floor() -> None:
    """And never to where the database is."""
    assert AT_5.is_beyond(AT_3)
    assert CONTRACT_3.is_beyond(AT_3)
    assert AT_5.is_beyond(CONTRACT_3)
    assert not AT_3.is_beyond(AT_3)
    assert not AT_3.is_beyond(CONTRACT_3)
    assert not CONTRACT_3.is_beyond(AT_5)


def test_a_floor_never_comes_down() -> None:
    """What is gone is gone."""
    assert Schema("5", 5, floor=3) == AT_5.over(CONTRACT_3)
    assert CONTRACT_3 == CONTRACT_3.over(AT_3)
