"""The Dockerfiles and bundles of all images keep the rules of the house."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.settings.load import known_systems, load

ROOT = Path(__file__).parents[2]
BUILT = sorted(
    {
        c.dockerfile
        for s in known_systems(ROOT)
        for c in load(ROOT, s, "production").components
        if c.dockerfile
    }
)


def test_every_component_that_is_built_has_an_image_and_no_image_is_unused() -> None:
    """Eight of them."""
    found = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "docker").glob("*/Dockerfile"))

    assert found == BUILT
    assert 8 == len(found)


def test_hadolint_has_nothing_to_say_of_any_dockerfile() -> None:
    """The program comes with the packages of the checks."""
    program = Path(sys.executable).with_name("hadolint")
    said = subprocess.run([program, *BUILT], cwd=ROOT, capture_output=True, text=True, check=False)

    assert (0, "") == (said.returncode, said.stdout + said.stderr)


@pytest.mark.parametrize("dockerfile", BUILT)
def test_an_image_is_lean_and_harmless(dockerfile: str) -> None:
    """Two stages, one base from outside, not root, a health check without curl, nothing called latest."""
    text = (ROOT / dockerfile).read_text()

    assert 2 == text.count("FROM ${BASE}")
    assert "ARG BASE\n" in text
    assert "USER 1000:1000" in text
    assert '["python", "-m", "stand_in", "probe"]' in text
    assert all(word not in text for word in ("latest", "curl", "ADD "))


@pytest.mark.parametrize("dockerfile", BUILT)
def test_a_bundle_says_the_same_as_its_dockerfile(dockerfile: str) -> None:
    """System, port and command do not differ between the two ways to run."""
    path = ROOT / dockerfile
    text, bundle = path.read_text(), json.loads(path.with_name("bundle.json").read_text())
    entry, command = json.dumps(bundle["entryPoint"]), json.dumps(bundle["command"])

    assert path.parent.name == bundle["environment"]["STAND_IN_SYSTEM"]
    assert all(f"{name}={value}" in text for name, value in bundle["environment"].items())
    assert f"ENTRYPOINT {entry}" in text
    assert f"CMD {command}" in text
