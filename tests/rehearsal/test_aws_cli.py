"""The stock AWS CLI, unmodified, with nothing but the exported variables."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from rehearsal.lifecycle import environment

AWS = shutil.which("aws")
pytestmark = pytest.mark.skipif(AWS is None, reason="no AWS CLI found")


def aws(running: Any, folder: Path, *arguments: str) -> Any:
    done = subprocess.run(
        [str(AWS), *arguments, "--output", "json"],
        env={"PATH": os.environ["PATH"], "HOME": str(folder), **environment(running.state)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout) if done.stdout.strip() else None


@pytest.mark.slow
def test_the_cli_reads_and_writes(running: Any, tmp_path: Path) -> None:
    """Identity, a file up and down, a parameter and a cluster."""
    assert aws(running, tmp_path, "sts", "get-caller-identity")["Account"] == "123456789012"
    sent = tmp_path / "sent"
    sent.write_bytes(b"x" * 100_000)
    aws(running, tmp_path, "s3api", "create-bucket", "--bucket", "from-the-cli")
    aws(
        running,
        tmp_path,
        "s3api",
        "put-object",
        "--bucket",
        "from-the-cli",
        "--key",
        "k",
        "--body",
        str(sent),
    )
    aws(
        running,
        tmp_path,
        "s3api",
        "get-object",
        "--bucket",
        "from-the-cli",
        "--key",
        "k",
        str(tmp_path / "got"),
    )
    assert (tmp_path / "got").read_bytes() == sent.read_bytes()
    aws(running, tmp_path, "ecs", "create-cluster", "--cluster-name", "from-the-cli")
    assert len(running.client("ecs").describe_clusters(clusters=["from-the-cli"])["clusters"]) == 1
