"""The lock's packages as lines for pip."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
SCRIPT = ROOT / "scripts" / "locked_requirements.py"
LOCK = """
[[package]]
name = "root"
version = "0"
source = { virtual = "." }
dependencies = [
    { name = "plain" },
    { name = "elsewhere", marker = "sys_platform == 'nowhere'" },
    { name = "forked", version = "1", marker = "python_full_version < '3'" },
    { name = "forked", version = "2", marker = "python_full_version >= '3'" },
]
[package.optional-dependencies]
more = [{ name = "rich", extra = ["fast"] }]

[[package]]
name = "plain"
version = "1.5"
source = { registry = "index" }
dependencies = [{ name = "deep" }]
sdist = { filename = "plain.tar.gz", hash = "sha256:b" }
wheels = [{ filename = "plain.whl", hash = "sha256:a" }]

[[package]]
name = "deep"
version = "7"
source = { registry = "index" }
dependencies = [{ name = "plain" }]
wheels = [{ filename = "deep.whl", hash = "sha256:c" }]

[[package]]
name = "elsewhere"
version = "1"
source = { registry = "index" }

[[package]]
name = "forked"
version = "1"
source = { registry = "index" }

[[package]]
name = "forked"
version = "2"
source = { registry = "index" }
wheels = [{ filename = "forked.whl", hash = "sha256:d" }]

[[package]]
name = "rich"
version = "3"
source = { registry = "index" }
wheels = [{ filename = "rich.whl", hash = "sha256:e" }]
[package.optional-dependencies]
fast = [{ name = "fast" }]

[[package]]
name = "fast"
version = "4"
source = { registry = "index" }
wheels = [{ filename = "fast.whl", hash = "sha256:f" }]
"""
CORE = [
    "deep==7 --hash=sha256:c",
    "forked==2 --hash=sha256:d",
    "plain==1.5 --hash=sha256:a --hash=sha256:b",
]
MORE = ["fast==4 --hash=sha256:f", "rich==3 --hash=sha256:e"]


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A Python with pip, such as the door makes where there is no uv."""
    venv = tmp_path_factory.mktemp("venv")
    subprocess.run([sys.executable, "-m", "venv", venv], check=True)
    return str(venv / "bin" / "python")


def printed(python: str, script: Path, *extras: str) -> list[str]:
    """The lines that the script prints."""
    return subprocess.run(
        [python, "-I", script, *extras], capture_output=True, text=True, check=True
    ).stdout.splitlines()


@pytest.mark.parametrize(("extras", "lines"), [((), CORE), (("more",), sorted(CORE + MORE))])
def test_lines_are_the_packages_that_this_python_needs(
    python: str, tmp_path: Path, extras: tuple[str, ...], lines: list[str]
) -> None:
    """Markers, forks, extras of extras and circles are followed; each file's hash is on the line."""
    (tmp_path / "scripts").mkdir()
    shutil.copy(SCRIPT, tmp_path / "scripts")
    (tmp_path / "uv.lock").write_text(LOCK)

    assert lines == printed(python, tmp_path / "scripts" / SCRIPT.name, *extras)


def test_every_line_of_our_own_lock_has_a_hash(python: str) -> None:
    """Nothing is installed unchecked."""
    lines = printed(python, SCRIPT, "dev", "rehearsal")

    assert [] == [line for line in lines if "==" not in line or " --hash=sha256:" not in line]
    assert {"invoke", "nox", "moto"} <= {line.partition("==")[0] for line in lines}


def test_core_stays_small(python: str) -> None:
    """A deploy job installs neither the rehearsal nor the developers' tools."""
    names = {line.partition("==")[0] for line in printed(python, SCRIPT)}

    assert set() == names & {"moto", "flask", "nox", "pytest", "mypy", "ruff"}


def test_lock_holds_no_address() -> None:
    """Any index or mirror that a machine is set up for can serve it."""
    lock = (ROOT / "uv.lock").read_text()

    assert "://" not in lock
    assert {"index"} == {
        package["source"]["registry"]
        for package in tomllib.loads(lock)["package"]
        if "registry" in package["source"]
    }
