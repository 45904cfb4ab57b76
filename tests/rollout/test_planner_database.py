"""What brings the database to where a release needs it."""

from dataclasses import replace

from deploy.model.release import Schema
from deploy.rollout.planner import database_steps
from tests.rollout.plan_lines import OLD
from tests.rollout.scenes import at, goal, past, release, standing

SCHEMA_2 = Schema("schema 2", 2)
CONTRACT_2 = Schema("contract 2", 2, floor=2)


def test_migrate_does_nothing_where_the_database_is_there() -> None:
    """Position and floor reached: no backup, no migration, no row."""
    aim = replace(goal(release("v2", CONTRACT_2)), migrates=True)

    assert () == database_steps(standing(at(OLD), schema=CONTRACT_2), aim, past("v1", schema=CONTRACT_2))


def test_a_contract_of_a_position_that_is_reached_is_still_a_migration() -> None:
    """The floor rises while the position stays."""
    steps = database_steps(
        standing(at(OLD), schema=SCHEMA_2),
        replace(goal(release("v2", CONTRACT_2)), migrates=True),
        past("v1", schema=SCHEMA_2),
    )

    assert ["back up the database as before-v2", "migrate the database to contract 2"] == [
        s.name for s in steps
    ]
