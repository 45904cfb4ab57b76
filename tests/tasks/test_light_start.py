"""Invoke starts without what no run of ours uses, and nothing is missed."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HEAVY = (
    "asyncio",
    "boto3",
    "botocore",
    "docker",
    "fabric",
    "moto",
    "paramiko",
    "pydantic",
    "requests",
    "rich",
)
START = """
import sys
from deploy.tasks.light_start import light_invoke
with light_invoke():
    import invoke.program
"""


def said_by(program: str) -> str:
    """What a Python of its own prints."""
    argv = [sys.executable, "-c", program]
    return subprocess.run(
        argv, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    ).stdout.strip()


def test_a_list_of_the_tasks_imports_nothing_heavy() -> None:
    """Not even what Invoke imports by itself."""
    listing = [sys.executable, "-X", "importtime", "-m", "deploy.tasks", "--list"]
    told = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60).stderr
    imported = {line.rpartition("|")[2].strip() for line in told.splitlines()}

    assert "invoke.program" in imported
    assert set() == imported & {*HEAVY, "unittest.mock"}


def test_who_asks_for_a_double_later_gets_the_real_module() -> None:
    """The stand-in is gone once Invoke is there."""
    asked = (
        f"{START}\nfrom unittest import mock\nprint(mock.patch.__module__, 'unittest.mock' in sys.modules)"
    )

    assert "unittest.mock True" == said_by(asked)


def test_invoke_s_own_doubles_work() -> None:
    """Whoever tests with its `MockContext` sees no difference."""
    used = "context = invoke.MockContext(run=invoke.Result('hi'))\ncontext.run('x')"

    assert "1" == said_by(f"{START}\n{used}\nprint(context.run.call_count)")


def test_a_configuration_in_yaml_is_read() -> None:
    """A person may have one for Invoke."""
    read = f"{START}\nfrom invoke.config import yaml\nprint(yaml.safe_load('a: [1, 2]'), yaml.__name__)"

    assert "{'a': [1, 2]} invoke.vendor.yaml" == said_by(read)


def test_what_is_imported_already_stays() -> None:
    """A debugger may have it."""
    kept = f"import unittest.mock as before\n{START}\nprint(sys.modules['unittest.mock'] is before)"

    assert "True" == said_by(kept)
