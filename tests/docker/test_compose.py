"""The Compose files for local development fit the settings of their systems."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.settings.load import known_systems, load
from deploy.tasks.components import built_components

ROOT = Path(__file__).parents[2]
SYSTEMS = [s for s in known_systems(ROOT) if load(ROOT, s, "local").platform.compose]


def compose(system: str) -> Any:
    """The file that the settings name, read."""
    platform = load(ROOT, system, "local").platform.compose
    assert platform is not None
    return yaml.safe_load((ROOT / platform.file).read_text())


def test_all_five_systems_have_one() -> None:
    """As their documents have it."""
    assert 5 == len(SYSTEMS)


@pytest.mark.parametrize("system", SYSTEMS)
def test_every_component_is_a_service_built_from_its_own_dockerfile(system: str) -> None:
    """With the port of the settings, on loopback only."""
    words, settings = compose(system), load(ROOT, system, "local")
    for component in built_components(settings):
        service = words["services"][component.name]
        file = (ROOT / "docker" / service["build"]["dockerfile"]).relative_to(ROOT)
        assert component.dockerfile == str(file)
        inside = [port.rpartition(":")[2] for port in service.get("ports", [])]
        assert ([str(component.port)] if component.port else []) == inside

    ports = [port for service in words["services"].values() for port in service.get("ports", [])]
    assert all(port.startswith("127.0.0.1:") for port in ports)
    assert len(ports) == len({port.split(":")[1] for port in ports})


@pytest.mark.parametrize("system", SYSTEMS)
def test_images_of_others_are_named_by_version_and_no_password_is_written_down(system: str) -> None:
    """What is secret comes from the developer's own shell."""
    words = compose(system)
    foreign = [s["image"] for s in words["services"].values() if "build" not in s]
    told = [
        str(value)
        for service in words["services"].values()
        for name, value in service.get("environment", {}).items()
        if "@" in str(value) or name.endswith(("PASSWORD", "SECRET_KEY"))
    ]

    assert [] == [image for image in foreign if ":" not in image or image.endswith(":latest")]
    assert all("${" in value for value in told)


@pytest.mark.parametrize("system", SYSTEMS)
def test_volumes_and_dependencies_exist(system: str) -> None:
    """Each that is named is there."""
    words = compose(system)
    for service in words["services"].values():
        assert set(service.get("depends_on", [])) <= set(words["services"])
        named = {volume.partition(":")[0] for volume in service.get("volumes", [])}
        assert named <= set(words.get("volumes") or {})
