"""RDS instances with a real PostgreSQL behind them, as a deployment meets them."""

import json
import os
import signal
import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
from botocore.exceptions import ClientError

from rehearsal import lifecycle
from rehearsal.control.plane import OUTSIDE, Place
from rehearsal.databases.binaries import PostgresTools, find_postgres
from rehearsal.state.file import is_served

FOUND = find_postgres()
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(FOUND is None, reason="no PostgreSQL found on this machine"),
]
PASSWORD = "long'enough"


def tools() -> PostgresTools:
    assert FOUND is not None
    return FOUND


def available(running: Any, name: str) -> dict[str, Any]:
    deadline = monotonic() + 60
    while True:
        shown: dict[str, Any] = running.client("rds").describe_db_instances(DBInstanceIdentifier=name)
        instance: dict[str, Any] = shown["DBInstances"][0]
        if instance["DBInstanceStatus"] == "available":
            return instance
        assert instance["DBInstanceStatus"] != "failed", Path(running.state.log).read_text()[-4000:]
        assert monotonic() < deadline, instance["DBInstanceStatus"]
        sleep(0.05)


def created(running: Any, name: str, **more: Any) -> dict[str, Any]:
    running.client("rds").create_db_instance(
        DBInstanceIdentifier=name,
        Engine="postgres",
        EngineVersion="15.8",
        DBInstanceClass="db.t4g.micro",
        AllocatedStorage=20,
        DBName="app",
        MasterUsername="app",
        **({} if "ManageMasterUserPassword" in more else {"MasterUserPassword": PASSWORD}),
        **more,
    )
    return available(running, name)


def query(instance: dict[str, Any], sql: str, password: str = PASSWORD) -> str:
    """Ask over TCP, as an application does."""
    where = instance["Endpoint"]
    done = subprocess.run(
        [
            str(tools().folder / "psql"),
            *("-h", where["Address"], "-p", str(where["Port"]), "-U", "app", "-d", "app"),
            *("-X", "-q", "-A", "-t", "-c", sql),
        ],
        env={"PGPASSWORD": password, "PATH": os.defpath, "PGCONNECT_TIMEOUT": "5"},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    return done.stdout.strip() if done.returncode == 0 else done.stderr.strip()


def snapshot(running: Any, instance: str, name: str) -> None:
    rds = running.client("rds")
    rds.create_db_snapshot(DBInstanceIdentifier=instance, DBSnapshotIdentifier=name)
    deadline = monotonic() + 60
    while rds.describe_db_snapshots(DBSnapshotIdentifier=name)["DBSnapshots"][0]["Status"] != "available":
        assert monotonic() < deadline, "the snapshot never became available"
        sleep(0.05)


@pytest.fixture(scope="module")
def instance(running: Any) -> dict[str, Any]:
    """An instance with a table of a thousand rows."""
    made = created(running, "main")
    query(made, "CREATE TABLE numbers AS SELECT generate_series(1, 1000) AS n")
    return made


def test_three_instances_at_once_become_available(running: Any) -> None:
    """All of them begin as one template, which only the first may make."""
    names = ["one", "two", "three"]
    with ThreadPoolExecutor(len(names)) as pool:
        made = list(pool.map(lambda name: created(running, name), names))
    assert ["1"] * 3 == [query(instance, "SELECT 1") for instance in made]
    assert len({instance["Endpoint"]["Address"] for instance in made}) == 3


def test_the_endpoint_is_a_database_with_the_password_that_was_given(instance: dict[str, Any]) -> None:
    """Master user and database are there, and another password is refused."""
    assert query(instance, "SELECT count(*) FROM numbers") == "1000"
    assert "password authentication failed" in query(instance, "SELECT 1", "another one")
    assert instance["Endpoint"]["Port"] == 5432


def test_a_new_instance_is_creating_before_it_is_available(running: Any) -> None:
    """A deployment that does not wait must notice here."""
    made = running.client("rds").create_db_instance(
        DBInstanceIdentifier="slow",
        Engine="postgres",
        DBInstanceClass="db.t4g.micro",
        AllocatedStorage=20,
        MasterUsername="app",
        MasterUserPassword=PASSWORD,
    )
    assert made["DBInstance"]["DBInstanceStatus"] == "creating"
    available(running, "slow")


def test_a_short_password_is_refused(running: Any) -> None:
    """As AWS does, and moto does not."""
    with pytest.raises(ClientError) as refused:
        running.client("rds").create_db_instance(
            DBInstanceIdentifier="weak",
            Engine="postgres",
            DBInstanceClass="db.t4g.micro",
            MasterUsername="app",
            MasterUserPassword="short",
        )
    assert refused.value.response["Error"]["Code"] == "InvalidParameterValue"


def test_a_restored_snapshot_is_a_second_server_with_the_rows_of_its_time(
    running: Any,
    instance: dict[str, Any],
) -> None:
    """What was deleted after the snapshot is there in the restored one, and gone in the first."""
    query(instance, "CREATE TABLE kept AS SELECT 1 AS n")
    snapshot(running, "main", "before")
    query(instance, "DROP TABLE kept")
    rds = running.client("rds")
    rds.restore_db_instance_from_db_snapshot(DBInstanceIdentifier="restored", DBSnapshotIdentifier="before")
    restored = available(running, "restored")
    assert query(restored, "SELECT n FROM kept") == "1"
    assert "does not exist" in query(instance, "SELECT n FROM kept")


def test_a_restore_to_a_moment_has_what_was_there_at_that_moment(
    running: Any,
    instance: dict[str, Any],
) -> None:
    """Recovered from archived write-ahead log, not from a snapshot."""
    query(instance, "CREATE TABLE moment AS SELECT 1 AS n")
    sleep(1.1)  # RDS takes whole seconds
    moment = datetime.now(UTC)
    sleep(1.1)
    query(instance, "DROP TABLE moment")
    rds = running.client("rds")
    rds.restore_db_instance_to_point_in_time(
        SourceDBInstanceIdentifier="main",
        TargetDBInstanceIdentifier="then",
        RestoreTime=moment,
    )
    rds.restore_db_instance_to_point_in_time(
        SourceDBInstanceIdentifier="main",
        TargetDBInstanceIdentifier="now",
        UseLatestRestorableTime=True,
    )
    assert query(available(running, "then"), "SELECT n FROM moment") == "1"
    assert query(instance, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'") == "numbers"
    assert "does not exist" in query(available(running, "now"), "SELECT n FROM moment")


def test_a_change_goes_through_modifying(running: Any) -> None:
    """A new password and the parameters of a group hold once it is available again."""
    rds = running.client("rds")
    rds.create_db_parameter_group(
        DBParameterGroupName="big", DBParameterGroupFamily="postgres15", Description="big"
    )
    parameter = {"ParameterName": "work_mem", "ParameterValue": "8192", "ApplyMethod": "immediate"}
    rds.modify_db_parameter_group(DBParameterGroupName="big", Parameters=[parameter])
    made = created(running, "changed")
    changed = rds.modify_db_instance(
        DBInstanceIdentifier="changed",
        MasterUserPassword="another password",
        DBParameterGroupName="big",
        EngineVersion="15.9",
        ApplyImmediately=True,
    )
    assert changed["DBInstance"]["DBInstanceStatus"] == "modifying"
    assert available(running, "changed")["EngineVersion"] == "15.9"
    assert query(made, "SHOW work_mem", "another password") == "8MB"


def test_a_managed_password_is_in_secrets_manager_and_opens_the_database(running: Any) -> None:
    """Each instance has its own; moto gives all of them the same."""
    made = created(running, "managed", ManageMasterUserPassword=True)
    secret = running.client("secretsmanager").get_secret_value(SecretId=made["MasterUserSecret"]["SecretArn"])
    login = json.loads(secret["SecretString"])
    assert ("app", "1") == (login["username"], query(made, "SELECT 1", login["password"]))


def test_a_stopped_instance_refuses_and_a_started_one_answers(running: Any) -> None:
    """Its rows wait for it, over a restart of the rehearsal too, which leaves it stopped."""
    rds = running.client("rds")
    made = created(running, "paused")
    query(made, "CREATE TABLE kept AS SELECT 7 AS n")
    rds.stop_db_instance(DBInstanceIdentifier="paused")
    deadline = monotonic() + 30
    while (
        rds.describe_db_instances(DBInstanceIdentifier="paused")["DBInstances"][0]["DBInstanceStatus"]
        != "stopped"
    ):
        assert monotonic() < deadline
        sleep(0.05)
    assert "refused" in query(made, "SELECT 1")
    running.restart()
    rds = running.client("rds")
    paused = rds.describe_db_instances(DBInstanceIdentifier="paused")["DBInstances"][0]
    assert ("stopped", True) == (paused["DBInstanceStatus"], "refused" in query(made, "SELECT 1"))
    rds.start_db_instance(DBInstanceIdentifier="paused")
    available(running, "paused")
    assert query(made, "SELECT n FROM kept") == "7"


def test_work_that_a_restart_cut_short_is_taken_up(running: Any, instance: dict[str, Any]) -> None:
    """Nothing stays creating for ever."""
    running.client("rds").create_db_snapshot(DBInstanceIdentifier="main", DBSnapshotIdentifier="cut-short")
    running.restart()
    rds = running.client("rds")
    taken = rds.describe_db_snapshots(DBSnapshotIdentifier="cut-short")["DBSnapshots"][0]
    assert taken["Status"] == "available"
    assert available(running, "main")["Endpoint"] == instance["Endpoint"]


def test_databases_survive_a_restart_and_a_kill_of_the_rehearsal(
    running: Any,
    instance: dict[str, Any],
) -> None:
    """An orderly end stops them and the next start brings them back; after a kill they are adopted."""
    running.restart()
    assert available(running, "main")["Endpoint"] == instance["Endpoint"]
    deadline = monotonic() + 30
    while query(instance, "SELECT count(*) FROM numbers") != "1000":
        assert monotonic() < deadline, "the database did not come back"
        sleep(0.1)
    os.kill(running.state.pid, signal.SIGKILL)
    while is_served(running.folder):
        sleep(0.01)
    assert query(instance, "SELECT count(*) FROM numbers") == "1000"
    lifecycle.up(Place(running.folder))
    assert query(instance, "SELECT count(*) FROM numbers") == "1000"
    assert available(running, "main")["Endpoint"] == instance["Endpoint"]


def test_down_after_a_kill_leaves_no_server_and_no_data(tmp_path: Path, running: Any) -> None:
    """A killed rehearsal cannot clear up; the next command does."""
    folder = tmp_path / "rehearsal"
    lifecycle.up(Place(folder))
    other = type(running)(folder)
    made = created(other, "left")
    homes = [Path(line) for line in (folder / OUTSIDE).read_text().splitlines()]
    os.kill(other.state.pid, signal.SIGKILL)
    while is_served(folder):
        sleep(0.01)
    assert query(made, "SELECT 1") == "1"
    lifecycle.down(folder, keep=False)
    assert "refused" in query(made, "SELECT 1")
    assert (False, [False]) == (folder.exists(), [home.exists() for home in homes])
