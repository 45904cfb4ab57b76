"""A release of three components as one unit: an API, a worker without a door, and a model."""

from collections.abc import Iterator

import pytest

from tests.platforms.ecs_service.desk import Desk, change, opened

pytestmark = pytest.mark.slow
DOORS = ("api", "ml")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """v1 of all three live and proved."""
    with opened(tmp_path_factory.mktemp("desk"), "fraud-detector") as made:
        assert 0 == made.code("deploy", "--release=v1")
        yield made


def standing(desk: Desk) -> tuple[str, ...]:
    """The release of every component: two by their doors, the worker by its task definition."""
    definition = desk.service("worker")["taskDefinition"]
    shown = desk.aws.client("ecs").describe_task_definition(taskDefinition=definition, include=["TAGS"])
    worker = next(tag["value"] for tag in shown["tags"] if tag["key"] == "swingbridge:release")
    return (*(desk.answers(name) for name in DOORS), worker)


def test_all_three_go_live_together_and_go_back_together(desk: Desk) -> None:
    """The worker rolls under a breaker that counts every failure."""
    assert ("v1", "v1", "v1") == standing(desk)
    breaker = desk.service("worker")["deploymentConfiguration"]["deploymentCircuitBreaker"]
    assert (True, True, False) == (breaker["enable"], breaker["rollback"], breaker["resetOnHealthyTask"])
    assert {"type": "COUNT", "value": 2} == breaker["thresholdConfiguration"]

    assert 0 == desk.code("deploy", "--release=v2")
    assert ("v2", "v2", "v2") == standing(desk)
    assert 0 == desk.code("rollback")
    assert ("v1", "v1", "v1") == standing(desk)


def test_a_component_that_answers_as_another_takes_all_three_back(desk: Desk) -> None:
    """The release is one unit; the worker has not even begun to roll."""
    assert 4 == desk.code("deploy", "--release=v3-wrong")
    assert ("v1", "v1", "v1") == standing(desk)


def test_a_rollback_of_the_breaker_is_never_called_success(desk: Desk) -> None:
    """The copies of the worker end at once; the doors had moved already, and all go back."""
    table = "[components.worker.environment]\n"
    change(desk.folder, desk.system, table, f'{table}STAND_IN_FAULT = "broken"\n')

    ended = desk.inv("deploy", "--release=v4")

    assert 4 == ended.returncode
    assert "exit code 1" in ended.stdout + ended.stderr
    assert ("v1", "v1", "v1") == standing(desk)
