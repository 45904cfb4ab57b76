"""Gatehouses of memory rooms: whoever comes, from whatever checkout, at whatever hour."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from deploy.bootstrap import Gatehouse
from deploy.connectors.clock.memory import MemoryClock
from deploy.connectors.identity.memory import MemoryApproval, MemoryIdentity
from deploy.connectors.identity.port import Caller
from deploy.connectors.source.memory import MemorySource
from deploy.connectors.source.port import Checkout
from deploy.settings.load import load
from deploy.settings.schema import Approvals, Settings

ROOT = Path(__file__).resolve().parents[3]
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)  # a Friday
ACCOUNT = "111122223333"
ROLE = f"arn:aws:sts::{ACCOUNT}:assumed-role/deploy/run"
CALLER = Caller(ACCOUNT, ROLE, "the runner of GitHub Actions", renews=True)
CLEAN = MemorySource(Checkout("c" * 40, "main"), branches=("main",))


def settings(environment: str = "staging", **changes: object) -> Settings:
    """The settings of cost-simulator, whose account is ours."""
    found = load(ROOT, "cost-simulator", environment)
    assert found.aws is not None
    return replace(found, **{"aws": replace(found.aws, account=ACCOUNT), **changes})  # type: ignore[arg-type] # its fields


def house(**changes: object) -> Gatehouse:
    """One that nothing speaks against, but for what the test changes."""
    open_house = Gatehouse(
        settings=settings(approvals=Approvals()),
        clock=MemoryClock(NOW),
        source=CLEAN,
        approval=MemoryApproval(),
        identity=MemoryIdentity(CALLER),
    )
    return replace(open_house, **changes)  # type: ignore[arg-type] # its fields


def ending_in(minutes: float, caller: Caller = CALLER) -> MemoryIdentity:
    """Keys that end then, and do not renew themselves."""
    return MemoryIdentity(replace(caller, renews=False, expires=NOW + timedelta(minutes=minutes)))
