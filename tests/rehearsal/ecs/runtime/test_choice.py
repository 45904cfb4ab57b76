"""How tasks run is chosen by what answers here, or by a word in the environment."""

from pathlib import Path

import pytest

from rehearsal.control.plane import ControlPlane, Place
from rehearsal.ecs.runtime.choice import choose_runtime
from rehearsal.ecs.runtime.docker import note_of
from rehearsal.ecs.runtime.docker_engine import NoEngine, objection_to
from rehearsal.ecs.runtime.login import ecr_login
from rehearsal.ecs.runtime.process import ProcessRuntime

NOWHERE = "unix:///nowhere/docker.sock"


@pytest.fixture
def plane(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ControlPlane:
    """A plane on a machine where no engine answers."""
    monkeypatch.setenv("DOCKER_HOST", NOWHERE)
    return ControlPlane(Place(tmp_path))


@pytest.mark.parametrize("word", ["process", ""])
def test_without_an_engine_tasks_run_as_processes(
    plane: ControlPlane, monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    monkeypatch.setenv("REHEARSAL_RUNTIME", word)
    assert isinstance(choose_runtime(plane), ProcessRuntime)
    assert "process" == plane.runtime


def test_who_insists_on_docker_is_told_that_none_answers(
    plane: ControlPlane, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REHEARSAL_RUNTIME", "docker")
    with pytest.raises(NoEngine, match="no Docker engine answers"):
        choose_runtime(plane)


def test_another_word_is_refused(plane: ControlPlane, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REHEARSAL_RUNTIME", "podman")
    with pytest.raises(ValueError, match="it may be docker or process"):
        choose_runtime(plane)


def test_containers_left_behind_an_engine_that_is_gone_hold_nothing_up(
    plane: ControlPlane, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REHEARSAL_RUNTIME", "process")
    note_of(plane.folder).parent.mkdir(parents=True)
    note_of(plane.folder).touch()
    assert isinstance(choose_runtime(plane), ProcessRuntime)
    assert note_of(plane.folder).exists()


@pytest.mark.parametrize(
    ("about", "objection"),
    [
        ({"Name": "here"}, ""),
        ({"Name": "here", "SecurityOptions": ["name=seccomp,profile=default"]}, ""),
        ({"Name": "docker-desktop"}, "the Docker engine runs on docker-desktop"),
        ({"Name": "here", "SecurityOptions": ["name=rootless"]}, "the Docker engine is rootless"),
    ],
)
def test_an_engine_in_another_network_is_not_taken(about: dict[str, object], objection: str) -> None:
    """Its containers would reach neither the endpoint nor be reached by the load balancer."""
    assert objection_to(about, "here").startswith(objection)
    assert bool(objection) == bool(objection_to(about, "here"))


def test_only_our_own_registry_is_told_its_password(plane: ControlPlane) -> None:
    plane.gap(
        "ecr", "GetAuthorizationToken", lambda _: {"authorizationData": [{"authorizationToken": "QVdTOng="}]}
    )
    plane.publish("registry", "127.0.0.1:4000")
    login = ecr_login(plane)
    assert ("AWS", "x") == login("127.0.0.1:4000")
    assert login("public.ecr.aws") is None
