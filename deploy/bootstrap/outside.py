"""What a world stands on: the person, the store, time, child processes."""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from deploy.bootstrap.archive import Archive
from deploy.connectors.clock.port import Clock
from deploy.connectors.clock.system import SystemClock
from deploy.connectors.ledger.port import Store
from deploy.connectors.process.port import ProcessRunner
from deploy.connectors.process.runner import ChildRunner, Surroundings
from deploy.engine.events import Screen
from deploy.errors import UsageError
from deploy.model.secret import known
from deploy.settings.endpoint import place_of
from deploy.settings.schema import LedgerKind, Settings

if TYPE_CHECKING:
    from deploy.platforms import Build


@dataclass(frozen=True)
class Outside:
    """What a world is built upon."""

    root: Path
    clock: Clock
    screen: Screen
    store: Store
    build: "Build"
    processes: ProcessRunner

    @cached_property
    def archive(self) -> Archive:
        """What is remembered of the environment."""
        return Archive(self.store)


@dataclass(frozen=True)
class Person:
    """Who runs the tool, how the run is called, and what the person has said beforehand."""

    who: str
    where: str
    run: str
    tool: str
    ask: Callable[[str], None]
    check_signal: Callable[[], None]
    wait_seconds: float = 0.0


def open_store(root: Path, settings: Settings) -> Store:
    """The store that the settings name; opening it touches nothing."""
    ledger = settings.ledger
    if ledger.kind is LedgerKind.SQLITE:
        from deploy.connectors.ledger.sqlite import SqliteLedger  # noqa: PLC0415 - one adapter is needed, not all

        return SqliteLedger(
            root / (ledger.path or f".swingbridge/{settings.system}/{settings.environment}/ledger.db")
        )
    from deploy.connectors.ledger.dynamodb import DynamoLedger  # noqa: PLC0415 - as above
    from deploy.connectors.ledger.dynamodb_client import Table  # noqa: PLC0415 - as above

    if ledger.table is None or settings.aws is None:
        raise UsageError(
            "ledger-without-table",
            what=f"the ledger of {settings.system} in {settings.environment} has no place",
            why='kind = "dynamodb" needs ledger.table and aws.region',
            do=f"add them to apps/{settings.system}/{settings.environment}.toml",
        )
    aws = settings.aws
    table = Table(ledger.table, *place_of(settings, root), aws.connect_seconds, aws.answer_seconds)
    return DynamoLedger(table, settings.system, settings.environment)


def open_clock() -> Clock:
    """Time."""
    return SystemClock()


def open_processes(clock: Clock, check_signal: Callable[[], None]) -> ChildRunner:
    """The runner of child processes; programs that came as packages are found last, beside our own Python."""
    beside = str(Path(sys.executable).parent)
    path = os.pathsep.join(part for part in (os.environ.get("PATH", ""), beside) if part)
    return ChildRunner(Surroundings(clock, {**os.environ, "PATH": path}, check_signal, known))
