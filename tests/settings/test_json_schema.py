"""The schema for editors is the one that the code has."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.settings.json_schema import SCHEMA, schema_text

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "apps").rglob("*.toml"))


def test_the_schema_file_is_up_to_date() -> None:
    """Otherwise: python -m deploy.settings.json_schema."""
    assert schema_text(ROOT) == (ROOT / SCHEMA).read_text()


def test_the_command_writes_the_file() -> None:
    """Writing it again changes nothing."""
    before = (ROOT / SCHEMA).read_bytes()
    subprocess.run([sys.executable, "-m", "deploy.settings.json_schema"], cwd=ROOT, check=True)

    assert before == (ROOT / SCHEMA).read_bytes()


def test_a_key_carries_its_limits_and_its_explanation() -> None:
    """What an editor shows next to the cursor."""
    port = json.loads(schema_text(ROOT))["$defs"]["ComponentTable"]["properties"]["port"]

    assert (1, 65535, "integer") == (port["minimum"], port["maximum"], port["type"])
    assert "The port it listens on" in port["description"]


def test_no_key_is_required_in_an_editor() -> None:
    """Each of the two files may leave a key to the other."""
    assert '"required"' not in schema_text(ROOT)


@pytest.mark.parametrize(
    "path", [p for p in FILES if p.name != "default.toml"], ids=lambda p: f"{p.parent.name}/{p.name}"
)
def test_every_settings_file_names_the_schema(path: Path) -> None:
    """On its first line, relative to itself."""
    first = path.read_text().split("\n", 1)[0]

    assert "#:schema " == first[:9]
    assert ROOT / SCHEMA == (path.parent / first[9:]).resolve()
