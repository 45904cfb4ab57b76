"""Every private name of moto that a hook leans on: an upgrade of moto that moves one fails here, by name."""

import inspect
import subprocess
import sys
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

import pytest

from rehearsal.control.hooks.table import HOOKS
from rehearsal.control.patching import Need, find

# Hooks change a process for good, so moto is read as it is shipped in a process of its own.
NEEDS = [(hook, need) for _, hook in HOOKS for need in import_module(hook).NEEDS]
SHIPPED = """
import sys
sys.path.insert(0, sys.argv[1])
from inspect import signature
from rehearsal.control.patching import Need, find
for line in sys.stdin.read().splitlines():
    module, path, parameters = line.split("|")
    found = find(Need(module, path))
    has = ",".join(signature(found).parameters) if parameters else ""
    print(f"{module}|{path}|{has if parameters else parameters}")
"""


@pytest.fixture(scope="module")
def shipped() -> set[str]:
    """The parameters of every needed name, as an untouched moto has them."""
    asked = "\n".join(f"{need.module}|{need.path}|{','.join(need.parameters)}" for _, need in NEEDS)
    root = Path(__file__).resolve().parents[3]
    command = [sys.executable, "-c", SHIPPED, str(root)]
    output = subprocess.run(
        command, input=asked, capture_output=True, text=True, check=True, timeout=60
    ).stdout
    return set(output.splitlines())


@pytest.mark.parametrize(("hook", "need"), NEEDS, ids=[f"{need.module}.{need.path}" for _, need in NEEDS])
def test_a_needed_name_is_there_with_its_parameters(
    shipped: set[str],
    hook: str,
    need: Need,
) -> None:
    """A hook that patches a method of another shape would change answers silently."""
    assert f"{need.module}|{need.path}|{','.join(need.parameters)}" in shipped, f"needed by {hook}"


def test_moto_is_the_version_the_hooks_were_written_for() -> None:
    """A new moto is read through before it is pinned."""
    assert version("moto") == "5.2.5"


def test_a_lost_name_is_an_error_and_not_a_silent_no() -> None:
    """The server stops at the start in place of answering wrongly."""
    with pytest.raises(AttributeError):
        find(Need("moto.ecs.models", "EC2ContainerServiceBackend.no_such_method"))


@pytest.mark.parametrize("hook", sorted({hook for _, hook in HOOKS}))
def test_a_hook_takes_the_plane_and_nothing_else(hook: str) -> None:
    """The table calls every hook in the same way."""
    assert len(inspect.signature(import_module(hook).install).parameters) == 1
