"""One visit to one system in one environment: the asked words, and what opens from them."""

import os
import secrets
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from deploy import VERSION, bootstrap
from deploy.connectors.clock.port import Clock
from deploy.connectors.process.port import ProcessRunner
from deploy.engine.events import Screen
from deploy.errors import UsageError
from deploy.settings.load import default_system, known_environments, load
from deploy.settings.schema import Settings
from deploy.tasks.asked import Asked, where, who
from deploy.tasks.preflight.gate import end_of_keys, pass_gate

if TYPE_CHECKING:
    from deploy.bootstrap import Gatehouse, Outside, Person, Workshop, World
    from deploy.connectors.ledger.port import Store
    from deploy.connectors.rehearsal.port import Rehearsal
    from deploy.platforms.rooms import Rooms
    from deploy.rollout.ports import Built


@dataclass(frozen=True)
class Visit:
    """What a task is given."""

    root: Path
    asked: Asked
    clock: Clock
    screen: Screen
    check_signal: Callable[[], None]
    processes: ProcessRunner
    """One runner for the whole run, so that whoever leaves at once is told of every child."""

    @property
    def system(self) -> str:
        """The system that was named, else the default one."""
        return self.asked.app or default_system(self.root)

    def settings(self) -> Settings:
        """The settings of the system in the environment; there is no default environment."""
        if not self.asked.env:
            known = ", ".join(known_environments(self.root, self.system))
            raise UsageError(
                "environment-missing",
                what="no environment was given",
                why=f"there is no default; {self.system} has: {known}",
                do="add --env=<environment>",
            )
        return load(self.root, self.system, self.asked.env)

    def store(self) -> "Store":
        """Lease and ledger; opening them touches nothing."""
        return bootstrap.open_store(self.root, self.settings())

    @cached_property
    def gatehouse(self) -> "Gatehouse":
        """What the run is asked before it is let in; it answers once."""
        return bootstrap.open_gatehouse(self.settings(), self.root, self.clock, self.processes)

    def rehearsal(self) -> "Rehearsal | None":
        """The rehearsal that the environment lives in, where it lives in one."""
        return bootstrap.open_rehearsal(self.settings(), self.root, self.processes)

    def world(self, verb: str) -> "World":
        """Everything that acting needs; refused where something speaks against this run before any look."""
        settings = self.settings()
        pass_gate(self.gatehouse, verb, self.asked.overrides, self.screen)
        return bootstrap.open_world(settings, self._outside(settings), self._person(settings, verb))

    def workshop(self, verb: str) -> "Workshop":
        """Everything that making images needs; no platform is looked at."""
        settings = self.settings()
        pass_gate(self.gatehouse, verb, self.asked.overrides, self.screen)
        return bootstrap.open_workshop(settings, self._outside(settings), self._person(settings, verb))

    def _outside(self, settings: Settings) -> "Outside":
        return bootstrap.Outside(
            root=self.root,
            clock=self.clock,
            screen=self.screen,
            store=bootstrap.open_store(self.root, settings),
            build=_build,
            processes=self.processes,
        )

    def _person(self, settings: Settings, verb: str) -> "Person":
        keys_hold = end_of_keys(self.gatehouse, verb)

        def check() -> None:
            self.check_signal()
            keys_hold()

        stamp = self.clock.wall().strftime("%Y%m%d-%H%M%S")
        return bootstrap.Person(
            who=who(os.environ),
            where=where(os.environ),
            run=f"{verb}-{stamp}-{secrets.token_hex(3)}",
            tool=VERSION,
            ask=lambda question: self._ask(settings, question),
            check_signal=check,
            wait_seconds=self.asked.wait,
        )

    def _ask(self, settings: Settings, question: str) -> None:
        """Only production is asked about; without a terminal a word has to answer beforehand."""
        if self.asked.yes or not settings.is_production:
            return
        if self.asked.json or not sys.stdin.isatty():
            raise UsageError(
                "question-without-terminal",
                what=f"nobody is there to answer: {question}",
                why="production asks for a yes, and this run has no terminal",
                do="add --yes",
            )
        if input(f"{question} Type {settings.environment} to go on: ").strip() != settings.environment:
            raise UsageError(
                "not-confirmed",
                what="nothing was done",
                why="the name of the environment was not typed",
                do="run the same command again",
            )


def _build(settings: Settings, rooms: "Rooms") -> "Built":
    """Find the platform's builder only when a world is opened: images need none."""
    from deploy.platforms import builder_of  # noqa: PLC0415 - see above

    return builder_of(settings.platform.kind)(settings, rooms)


def find_root() -> Path:
    """The nearest folder above that holds the systems, else the one this tool came with."""
    here = Path.cwd()
    found = (folder for folder in (here, *here.parents) if (folder / "apps" / "default.toml").is_file())
    return next(found, Path(__file__).resolve().parents[2])
