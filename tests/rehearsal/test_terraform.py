"""The real Terraform and the real AWS provider against a running rehearsal: apply, empty plan, destroy.

The provider comes from a filesystem mirror, a folder with `registry.terraform.io` in it. TF_CLI_CONFIG_FILE
names a CLI configuration that knows one, SWINGBRIDGE_TERRAFORM_MIRROR the folder itself; else it is sought
where such folders usually lie.
"""

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from rehearsal.lifecycle import environment

PLACES = ("opt", "opt/*", "usr/share/terraform/plugins", "usr/local/share/terraform/plugins", "srv/*")
"""Where a provider mirror is looked for when nobody names one, from the root of the file system."""
PARTS = Path(__file__).with_name("terraform")
CHANGES = 2
LOCK = {
    "ID": "6b2f0d3e-0000-4000-8000-000000000001",
    "Operation": "OperationTypeApply",
    "Info": "",
    "Who": "someone@else",
    "Version": "1.11.4",
    "Created": "2026-01-01T00:00:00Z",
    "Path": "state",
}


@dataclass(frozen=True)
class Terraform:
    """One stack in a folder of its own."""

    folder: Path
    variables: dict[str, str]

    def __call__(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run one command to its end."""
        return subprocess.run(
            ["terraform", *arguments, "-no-color", "-input=false"],
            cwd=self.folder,
            env=self.variables,
            capture_output=True,
            text=True,
            timeout=400,
            check=False,
        )


@pytest.fixture(scope="module")
def configuration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The CLI configuration that finds the provider offline."""
    if shutil.which("terraform") is None:
        pytest.skip("no terraform found")
    given = os.environ.get("TF_CLI_CONFIG_FILE", "")
    is_given = Path(given).is_file()
    mirror = os.environ.get("SWINGBRIDGE_TERRAFORM_MIRROR", "" if is_given else found_mirror())
    if mirror:
        made = tmp_path_factory.mktemp("terraform") / "rc"
        made.write_text(
            f'provider_installation {{\n  filesystem_mirror {{\n    path = "{mirror}"\n  }}\n}}\n'
        )
        return made
    if not is_given:
        pytest.skip("no provider mirror: set SWINGBRIDGE_TERRAFORM_MIRROR or TF_CLI_CONFIG_FILE")
    return Path(given)


def found_mirror() -> str:
    """A provider mirror in one of the usual places; empty where none lies there."""
    found = (folder.parent for place in PLACES for folder in Path("/").glob(f"{place}/registry.terraform.io"))
    return str(next(found, ""))


def stack(parts: tuple[str, ...], running: Any, configuration: Path, folder: Path) -> Terraform:
    """A stack put together from parts: what is made soon, what takes minutes, where the state lies."""
    whole = folder / "stack"
    for part in parts:
        shutil.copytree(PARTS / part, whole, dirs_exist_ok=True)
    variables = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "TF_CLI_CONFIG_FILE": str(configuration),
        "CHECKPOINT_DISABLE": "1",
        **environment(running.state),
    }
    return Terraform(whole, variables)


def ok(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]
    return done.stdout


@pytest.mark.slow
def test_a_stack_converges_under_both_kinds_of_lock(
    running: Any, configuration: Path, tmp_path: Path
) -> None:
    """Applied once, the plan is empty; a held lock keeps a second run out; destroy leaves nothing."""
    terraform = stack(("soon", "state"), running, configuration, tmp_path)
    s3, dynamodb = running.client("s3"), running.client("dynamodb")
    s3.create_bucket(Bucket="states")
    where = ["-backend-config=bucket=states", "-backend-config=key=state"]
    ok(terraform("init", *where, "-backend-config=use_lockfile=true"))
    ok(terraform("apply", "-auto-approve"))
    assert terraform("plan", "-detailed-exitcode").returncode == 0

    s3.put_object(Bucket="states", Key="state.tflock", Body=json.dumps(LOCK).encode())
    refused = terraform("plan")
    assert (1, True) == (refused.returncode, "someone@else" in refused.stderr)
    s3.delete_object(Bucket="states", Key="state.tflock")

    dynamodb.create_table(
        TableName="state-locks",
        KeySchema=[{"AttributeName": "LockID", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "LockID", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    ok(terraform("init", "-reconfigure", *where, "-backend-config=dynamodb_table=state-locks"))
    held = {"LockID": {"S": "states/state"}, "Info": {"S": json.dumps(LOCK)}}
    dynamodb.put_item(TableName="state-locks", Item=held)
    refused = terraform("plan")
    assert (1, True) == (refused.returncode, "someone@else" in refused.stderr)
    dynamodb.delete_item(TableName="state-locks", Key={"LockID": {"S": "states/state"}})

    ok(terraform("destroy", "-auto-approve"))
    assert running.client("ecr").describe_repositories()["repositories"] == []
    assert running.client("apprunner").list_services()["ServiceSummaryList"] == []


@pytest.mark.slow
def test_the_whole_landscape_converges(running: Any, configuration: Path, tmp_path: Path) -> None:
    """VPC to certificate: the waits inside the provider take three minutes, so it runs when asked for."""
    if not os.environ.get("SWINGBRIDGE_TERRAFORM_WHOLE"):
        pytest.skip("three minutes of provider waits: set SWINGBRIDGE_TERRAFORM_WHOLE=1")
    terraform = stack(("soon", "slow"), running, configuration, tmp_path)
    ok(terraform("init"))
    ok(terraform("apply", "-auto-approve"))
    planned = terraform("plan", "-detailed-exitcode")
    assert planned.returncode != CHANGES, planned.stdout[-4000:]
    ok(planned)
    ok(terraform("destroy", "-auto-approve"))
    clusters = running.client("ecs").describe_clusters(clusters=["full"])["clusters"]
    assert ["ACTIVE"] != [cluster["status"] for cluster in clusters]
    assert running.client("rds").describe_db_instances()["DBInstances"] == []
    assert running.client("elbv2").describe_load_balancers()["LoadBalancers"] == []
