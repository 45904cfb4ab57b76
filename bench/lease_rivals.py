"""How rivals share a lease: rounds, double holders, rounds without a winner, and how late a takeover is.

    python -m bench.lease_rivals [--store=memory|sqlite|dynamodb|all] [--contenders=3] [--rounds=300]

A round is one holding of the lease. One in ten holders vanishes without giving it back. SQLite is fought for
by processes, the others by threads. DynamoDB is moto in this process; its condition checks are not atomic
between threads, as DynamoDB's are (plain conditional puts by four threads that switch every 0.1 ms: two
winners in 11 of 150 races), so writes to it take turns here.
"""

import argparse
import multiprocessing
import random
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from deploy.connectors.clock.system import SystemClock
from deploy.connectors.ledger.memory import MemoryLedger
from deploy.connectors.ledger.port import Store
from deploy.connectors.ledger.sqlite import SqliteLedger
from deploy.engine.lease import Lease
from deploy.errors import SwingbridgeError
from deploy.model.lease import Claim, LeaseRecord

STORES = ("memory", "sqlite", "dynamodb")
HOLD_SECONDS = 0.005
WAIT_SECONDS = 600.0
VANISHING_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Round:
    """One holding of the lease; a fence of 0 where the attempt ended in an error."""

    fence: int
    began: float = 0.0
    ended: float = 0.0
    has_vanished: bool = False


def contend(store: Store, seconds: float, turns: int, seed: int) -> list[Round]:
    """Hold the lease so many times, now and then without giving it back."""
    chance = random.Random(seed)
    return [play(store, seconds, has_vanished=chance.random() < VANISHING_SHARE) for _ in range(turns)]


def play(store: Store, seconds: float, *, has_vanished: bool) -> Round:
    """Hold the lease once."""
    clock = SystemClock()
    lease = Lease(store, clock, seconds)
    try:
        fence = lease.acquire(Claim("bench", "here", "contend"), WAIT_SECONDS).fence
        began = clock.boot()
        clock.sleep(HOLD_SECONDS)
        lease.guard()
    except SwingbridgeError:
        return Round(fence=0)
    ended = clock.boot()
    if not has_vanished:
        lease.release()
    return Round(fence, began, ended, has_vanished)


@contextmanager
def arena(name: str, contenders: int) -> Iterator[tuple[Store, Executor]]:
    """A store, and what its contenders run in."""
    if name == "sqlite":
        spawn = multiprocessing.get_context("spawn")
        with tempfile.TemporaryDirectory() as folder, ProcessPoolExecutor(contenders, spawn) as processes:
            yield SqliteLedger(Path(folder) / "ledger.db"), processes
    elif name == "memory":
        with ThreadPoolExecutor(contenders) as threads:
            yield MemoryLedger(), threads
    else:
        with moto_table() as store, ThreadPoolExecutor(contenders) as threads:
            yield store, threads


@contextmanager
def moto_table() -> Iterator[Store]:
    """An empty table in moto."""
    import boto3  # noqa: PLC0415 - slow, and the other stores need neither
    from moto import mock_aws  # noqa: PLC0415 - as above

    from deploy.connectors.ledger.dynamodb import DynamoLedger  # noqa: PLC0415 - as above
    from deploy.connectors.ledger.dynamodb_client import Table  # noqa: PLC0415 - as above

    turn = threading.Lock()

    class InTurn(DynamoLedger):
        def swap(self, record: LeaseRecord, expected_version: str) -> None:
            with turn:
                super().swap(record, expected_version)

    keys = [("place", "HASH"), ("item", "RANGE")]
    with mock_aws():
        boto3.client("dynamodb", region_name="eu-central-1").create_table(
            TableName="ledgers",
            KeySchema=[{"AttributeName": name, "KeyType": kind} for name, kind in keys],
            AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name, _ in keys],
            BillingMode="PAY_PER_REQUEST",
        )
        store = InTurn(Table("ledgers", "eu-central-1"), "cost-simulator", "staging")
        store.read()
        yield store


def fight(name: str, contenders: int, rounds: int, seconds: float) -> list[Round]:
    """All rounds of all contenders, by the time at which they began."""
    turns = rounds // contenders
    with arena(name, contenders) as (store, executor):
        parts = [executor.submit(contend, store, seconds, turns, seed) for seed in range(contenders)]
        played = [played for part in parts for played in part.result()]
    return sorted(played, key=lambda one: one.began)


def report(name: str, contenders: int, seconds: float, played: list[Round], took: float) -> str:
    """One line of the table."""
    won = [one for one in played if one.fence]
    pairs = list(pairwise(won))
    double = sum(later.began < earlier.ended or later.fence <= earlier.fence for earlier, later in pairs)
    late = sorted(later.began - earlier.ended - seconds for earlier, later in pairs if earlier.has_vanished)
    middle, longest = (late[len(late) // 2], late[-1]) if late else (0.0, 0.0)
    return (
        f"{name:<9} {contenders:>10} {len(played):>6} {double:>14} {len(played) - len(won):>14} "
        f"{len(late):>9} {middle:>13.3f} {longest:>10.3f} {took:>8.1f}"
    )


def main() -> None:
    """Print the table."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--store", choices=(*STORES, "all"), default="all")
    asked.add_argument("--contenders", type=int, default=3)
    asked.add_argument("--rounds", type=int, default=300)
    asked.add_argument("--lease", type=float, default=0.5)
    given = asked.parse_args()
    print(
        "store     contenders rounds double holders without winner takeovers s over lease    longest  seconds"
    )
    for name in STORES if given.store == "all" else (given.store,):
        began = time.monotonic()
        played = fight(name, given.contenders, given.rounds, given.lease)
        print(report(name, given.contenders, given.lease, played, time.monotonic() - began), flush=True)


if __name__ == "__main__":
    main()
