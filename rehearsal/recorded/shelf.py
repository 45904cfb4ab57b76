"""Where recorded services keep their records."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Record = dict[str, Any]


@dataclass(slots=True)
class Shelf:
    """Records by kind, account and region; a record is what the service's API would show."""

    drawers: dict[tuple[str, str, str], dict[str, Record]] = field(default_factory=dict)

    def drawer(self, kind: str, account: str, region: str = "") -> dict[str, Record]:
        """The records of one kind in one place, by name or ARN."""
        return self.drawers.setdefault((kind, account, region), {})


def tag_map(tags: list[Mapping[str, str]]) -> dict[str, str]:
    """Tags as a mapping."""
    return {tag["Key"]: tag.get("Value", "") for tag in tags}


def tag_list(tags: Mapping[str, str]) -> list[dict[str, str]]:
    """Tags as AWS lists them."""
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def untie(tags: dict[str, str], keys: list[str]) -> Record:
    """Take tags away; the answer is what UntagResource gives."""
    for key in keys:
        tags.pop(key, None)
    return {}
