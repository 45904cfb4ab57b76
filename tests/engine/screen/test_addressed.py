"""A line to type can be typed as it stands."""

import pytest

from deploy.engine.events import Event, Facts, PlanShown, Problem, RunEnded, Said
from deploy.engine.screen.addressed import AddressedScreen
from deploy.engine.screen.recording import RecordingScreen
from deploy.errors import ExitCode

TAIL = "--env=staging --app=shop"


def shown(event: Event, tail: str = TAIL) -> Event:
    """The event as it arrives."""
    kept = RecordingScreen()
    screen = AddressedScreen(kept, tail)
    screen.show(event)
    screen.close()
    assert kept.is_closed
    return kept.events[0]


@pytest.mark.parametrize(
    ("said", "whole"),
    [
        ("inv status", f"inv status {TAIL}"),
        ("inv rollback --to=v1; inv history lists", f"inv rollback --to=v1 {TAIL}; inv history {TAIL} lists"),
        ("./inv maintenance-resume ends it", f"./inv maintenance-resume {TAIL} ends it"),
        ("inv deploy --release=v2", f"inv deploy --release=v2 {TAIL}"),
        ("or inv deploy a fix", "or inv deploy a fix"),
        ("inv rehearsal.up --app=shop", "inv rehearsal.up --app=shop"),
        ("inv doctor lists every tool", "inv doctor lists every tool"),
        ("inv status --env=memory", "inv status --env=memory"),
    ],
)
def test_a_line_to_type_names_system_and_environment(said: str, whole: str) -> None:
    """Whoever was woken copies it; a line that names its environment, and a sentence, stay."""
    assert Problem("x", "what", "why", whole, ExitCode.REFUSED) == shown(
        Problem("x", "what", "why", said, ExitCode.REFUSED)
    )


def test_every_kind_of_event_that_holds_lines_is_looked_at() -> None:
    """And what holds none is handed on."""
    line = f"inv status {TAIL}"

    assert Said(line) == shown(Said("inv status"))
    assert Facts("t", ("a",), (("b", line),)) == shown(Facts("t", ("a",), (("b", "inv status"),)))
    assert RunEnded(ExitCode.DONE, "v1", line, 1.0) == shown(RunEnded(ExitCode.DONE, "v1", "inv status", 1.0))
    assert PlanShown("inv status", ()) == shown(PlanShown("inv status", ()))


def test_without_an_environment_nothing_is_added() -> None:
    """Then none was given, and the line asks for one."""
    assert Said("inv status") == shown(Said("inv status"), tail="")
