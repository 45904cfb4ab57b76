"""The documents of rights as they are written."""

import json
import re
from typing import Any

from tests.rights.calls import ROOT

FOLDER = ROOT / "docs/rights"
Statement = dict[str, Any]


def statements(name: str) -> list[Statement]:
    """The statements of a document."""
    document = json.loads((FOLDER / f"{name}.json").read_text())
    assert document["Version"] == "2012-10-17"
    found: list[Statement] = document["Statement"]
    return found


def allowed(name: str) -> list[str]:
    """Every action that a document allows, as often as it does so."""
    given = [one for one in statements(name) if one["Effect"] == "Allow"]
    return [action for one in given for action in _listed(one["Action"])]


def words(name: str) -> set[str]:
    """What somebody has to fill in."""
    return set(re.findall(r"<[\w-]+>", (FOLDER / f"{name}.json").read_text()))


def _listed(one_or_more: str | list[str]) -> list[str]:
    return [one_or_more] if isinstance(one_or_more, str) else one_or_more
