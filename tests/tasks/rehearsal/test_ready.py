"""Before a release goes to the rehearsal, that is brought up."""

from dataclasses import dataclass, field

import pytest

from deploy.engine.events import Event, Said
from deploy.tasks.rehearsal.ready import is_ready


@dataclass
class Wall:
    """A screen that remembers."""

    lines: list[str] = field(default_factory=list)

    def show(self, event: Event) -> None:
        """Take a line."""
        assert isinstance(event, Said)
        self.lines.append(event.text)

    def close(self) -> None:
        """Nothing is held."""


@dataclass
class Little:
    """A rehearsal that is up or not."""

    up: bool
    systems: list[str] = field(default_factory=list)

    def answers(self) -> bool:
        """Whether it is up."""
        return self.up

    def runtime(self) -> str:
        """Nothing runs here."""
        return ""

    def start(self, system: str) -> None:
        """Come up."""
        self.up = True
        self.systems.append(system)


@pytest.mark.parametrize("rehearsal", [None, Little(up=True)])
def test_where_nothing_is_to_be_started_nothing_is_said(rehearsal: Little | None) -> None:
    """Staging has no rehearsal, and one that is up needs no help."""
    wall = Wall()
    assert is_ready(rehearsal, wall, "web", only_plan=False)
    assert [] == wall.lines


def test_one_that_is_down_is_started_in_one_line() -> None:
    """And everything goes on."""
    wall, rehearsal = Wall(), Little(up=False)
    assert is_ready(rehearsal, wall, "web", only_plan=False)
    assert (["web"], True) == (rehearsal.systems, rehearsal.up)
    assert ["no rehearsal runs on this machine, so it is started: ./inv rehearsal.up --app=web"] == wall.lines


def test_a_plan_starts_nothing_and_says_what_would_be() -> None:
    """The rest of the plan needs a rehearsal to look at, so it ends there."""
    wall, rehearsal = Wall(), Little(up=False)
    assert not is_ready(rehearsal, wall, "web", only_plan=True)
    assert [] == rehearsal.systems
    assert "a run would start it first: ./inv rehearsal.up --app=web" in wall.lines[0]
