"""How releases of the memory platform behave, told by their names."""

import pytest

from deploy.model.release import NO_SCHEMA, Schema
from deploy.platforms.memory.catalogue import MemoryCatalogue
from deploy.platforms.memory.nature import STAND_INS, Nature


@pytest.mark.parametrize(
    ("name", "nature"),
    [
        ("v1", Nature.GOOD),
        ("v2-broken", Nature.NEVER_HEALTHY),
        ("v2-wrong", Nature.WRONG_ANSWER),
        ("v2-sick", Nature.SICK_UNDER_TRAFFIC),
        ("v2-late", Nature.SICK_AFTER_CONFIRM),
        ("v2-schema3-late", Nature.SICK_AFTER_CONFIRM),
        ("broken-v2", Nature.GOOD),
    ],
)
def test_the_ending_of_a_name_is_its_nature(name: str, nature: Nature) -> None:
    """Only the ending."""
    assert nature is STAND_INS.of(name)


@pytest.mark.parametrize(
    ("name", "schema"),
    [
        ("v1", NO_SCHEMA),
        ("v2-schema3", Schema("schema 3", 3)),
        ("v2-schema3-late", Schema("schema 3", 3)),
        ("v4-contract3", Schema("contract 3", 3, floor=3)),
    ],
)
def test_a_name_can_bring_a_schema(name: str, schema: Schema) -> None:
    """Expanding, or ending what older code needs."""
    found = MemoryCatalogue((("web", "images/web"),)).find(name)

    assert schema == found.schema
