"""What a person who only asks for the list of tasks has to wait for."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
HEAVY = {"boto3", "botocore", "docker", "fabric", "paramiko", "moto", "rich", "pydantic"}
# The entry itself, as `python -m deploy.tasks --list` runs it, and then what it has loaded.
LISTING = """
import json, runpy, sys
sys.argv = ["inv", "--list"]
try:
    runpy.run_module("deploy.tasks", run_name="__main__", alter_sys=True)
except SystemExit as end:
    loaded = sorted({name.partition(".")[0] for name in sys.modules})
    print("\\n" + json.dumps({"code": end.code, "loaded": loaded}))
"""


def test_list_loads_no_heavy_library() -> None:
    """The list of tasks is there before any library of an adapter is loaded."""
    listed = subprocess.run(
        [sys.executable, "-c", LISTING], cwd=ROOT, capture_output=True, text=True, check=True
    )
    end = json.loads(listed.stdout.splitlines()[-1])

    assert end["code"] in (None, 0)
    assert "deploy-bluegreen" in listed.stdout
    assert set() == HEAVY & set(end["loaded"])
