"""Which server belongs to which instance, apart from any PostgreSQL."""

import os
from pathlib import Path

from rehearsal.databases.binaries import Account, PostgresTools
from rehearsal.databases.instances import Instances, Known


def test_a_successor_of_the_same_name_is_not_forgotten_with_its_predecessor(tmp_path: Path) -> None:
    """Removing takes its time, and the next instance of that name may be asked for meanwhile."""
    nowhere = PostgresTools(tmp_path / "nowhere", 15, Account(os.geteuid(), os.getegid()))
    instances = Instances(nowhere, tmp_path / "home", Known())
    first = instances.assign("arn", 65_432)
    instances.remove("arn")
    second = instances.assign("arn", 65_432)
    instances.stop()
    assert first.number != second.number
    assert {"arn": second} == instances.known.servers


def test_a_copy_stays_while_anything_stands_on_it(tmp_path: Path) -> None:
    """A snapshot, or the recovery of a server."""
    nowhere = PostgresTools(tmp_path / "nowhere", 15, Account(os.geteuid(), os.getegid()))
    instances = Instances(nowhere, tmp_path / "home", Known(copies={"snapshot": "one"}))
    instances.assign("arn", 65_432).base = "two"
    for name in ("one", "two", "three"):
        instances.copy_folder(name).mkdir()
        instances.remove_copy(name)
    instances.remove_copy("")
    assert {"copy-one", "copy-two"} == {folder.name for folder in instances.home.iterdir()}
