"""JSON lines, to the letter; `docs/json.md` promises these."""

import io
import json
import math
import typing
from pathlib import Path

import pytest

from deploy.connectors.clock.memory import MemoryClock
from deploy.engine import events
from deploy.engine.events import Event, Waiting
from deploy.engine.screen.json_lines import NAMES, JsonLinesScreen
from deploy.engine.screen.outlet import Outlet
from tests.engine.screen.golden import golden
from tests.engine.screen.story import EVIL, EVIL_STORY, HISTORY, STORY

PAGE = Path(__file__).parents[3] / "docs" / "json.md"


def told(*told_events: Event) -> str:
    """What the events leave on stdout."""
    out = io.StringIO()
    screen = JsonLinesScreen(Outlet(out), MemoryClock())
    for event in told_events:
        screen.show(event)
    screen.close()
    return out.getvalue()


def test_a_run_is_told_in_objects() -> None:
    """The name of the event, the time, then the event's own fields, always in this order."""
    assert golden("json.txt") == told(*STORY, HISTORY)


def test_every_event_has_a_name_of_its_own() -> None:
    """A new event without a name fails here."""
    assert set(typing.get_args(events.Event)) == set(NAMES)
    assert len(NAMES) == len(set(NAMES.values()))


@pytest.mark.parametrize(("kind", "name"), NAMES.items(), ids=NAMES.values())
def test_the_page_explains_every_event_and_field(kind: type[Event], name: str) -> None:
    """The section of the event names each of its fields."""
    section = PAGE.read_text("utf-8").split(f"## `{name}`")[1].split("\n## ")[0]
    assert [] == [field for field in kind.__dataclass_fields__ if f"| `{field}` |" not in section]


def test_foreign_text_arrives_whole_and_harmless() -> None:
    """ASCII on one line outside, every character inside."""
    lines = told(*EVIL_STORY).removesuffix("\n").split("\n")
    assert len(EVIL_STORY) == len(lines)
    assert all(line.isascii() and line.isprintable() for line in lines)
    assert EVIL == json.loads(lines[0])["title"]


def test_an_endless_limit_is_null() -> None:
    """`Infinity` is not JSON."""
    assert json.loads(told(Waiting("approval", 1.23456, math.inf)))["limit"] is None
    assert 1.235 == json.loads(told(Waiting("approval", 1.23456, math.inf)))["elapsed"]
