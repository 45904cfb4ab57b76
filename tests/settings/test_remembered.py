"""Settings that were found right once are not judged again, and are the same."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.errors import UsageError
from deploy.settings.json_schema import REFERENCE
from deploy.settings.layers import Layer, Layers
from deploy.settings.load import APP_FILE, known_environments, known_systems, load, validated
from deploy.settings.remembered import mark_of
from deploy.settings.shaping import shaped

ROOT = Path(__file__).parents[2]
LOADS = """
import sys
from pathlib import Path
from deploy.settings.load import load
load(Path(sys.argv[1]), "wwhd", "memory")
print("pydantic" in sys.modules)
"""


def house(folder: Path) -> Path:
    """A root with our systems, where one of them was run before."""
    shutil.copytree(ROOT / "apps", folder / "apps")
    (folder / ".swingbridge/wwhd/memory").mkdir(parents=True)
    return folder


def is_judged(root: Path) -> bool:
    """Whether a program of its own judges the settings when it loads them."""
    argv = [sys.executable, "-c", LOADS, str(root)]
    told = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
    return told.stdout == "True\n"


def every_file() -> list[Layers]:
    """The files of each environment of each system, and the file that has every key."""
    pairs = [(s, e) for s in known_systems(ROOT) for e in known_environments(ROOT, s)]
    names = [(f"apps/{s}/{APP_FILE}", f"apps/{s}/{e}.toml") for s, e in pairs]
    return [Layers(tuple(Layer.of(ROOT, name) for name in layer)) for layer in [*names, (REFERENCE,)]]


def test_what_is_right_gets_the_same_values_without_being_judged() -> None:
    """Every key of the schema is among them."""
    for layers in every_file():
        assert validated(layers) == shaped(layers.merged())
        assert repr(validated(layers)) == repr(shaped(layers.merged()))  # 1 is no 1.0, and a word no member


def test_the_second_run_judges_nothing(tmp_path: Path) -> None:
    """Its settings are those of the first."""
    root = house(tmp_path)
    first = load(root, "wwhd", "memory")

    assert not is_judged(root)
    assert first == load(root, "wwhd", "memory")


@pytest.mark.parametrize("file", ["app.toml", "memory.toml"])
def test_a_file_that_changed_is_judged(tmp_path: Path, file: str) -> None:
    """What is wrong in it is found."""
    root = house(tmp_path)
    load(root, "wwhd", "memory")
    text = (root / "apps/wwhd" / file).read_text()
    (root / "apps/wwhd" / file).write_text(f"lease_seconds = 'soon'\n{text}")

    with pytest.raises(UsageError, match="lease_seconds"):
        load(root, "wwhd", "memory")


def test_a_mark_of_other_files_is_not_believed(tmp_path: Path) -> None:
    """Nor is one that nobody can read."""
    root = house(tmp_path)
    load(root, "wwhd", "memory")
    mark = root / ".swingbridge/wwhd/memory/settings-judged"
    for text in (mark_of(every_file()[0]).encode(), b"", b"\xff"):
        mark.write_bytes(text)
        assert is_judged(root)


def test_looking_makes_no_folder(tmp_path: Path) -> None:
    """Where nothing ran yet, nothing is remembered."""
    shutil.copytree(ROOT / "apps", tmp_path / "apps")
    load(tmp_path, "wwhd", "memory")

    assert ["apps"] == [path.name for path in tmp_path.iterdir()]
