"""The common words as they were typed."""

import pytest

from deploy.tasks.asked import Asked


@pytest.mark.parametrize(
    ("asked", "tail"),
    [
        (Asked(), ""),
        (Asked(app="shop"), ""),
        (Asked(env="staging"), "--env=staging"),
        (Asked(env="staging", app="shop-api"), "--env=staging --app=shop-api"),
        (Asked(env="staging; rm -rf ."), ""),
        (Asked(env="staging", app="$(id)"), ""),
    ],
)
def test_the_tail_of_a_line_to_type_is_made_of_names_alone(asked: Asked, tail: str) -> None:
    """What was typed comes back in a line that people copy, so nothing else may."""
    assert tail == asked.tail
