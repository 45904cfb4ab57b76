"""The stock skopeo against our registry: an image comes out, goes in again, and keeps its digest."""

import json
import os
import shutil
import subprocess
from base64 import b64decode
from pathlib import Path

import pytest

from tests.rehearsal.conftest import Running
from tests.rehearsal.registry.pusher import log_in

SKOPEO = shutil.which("skopeo")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(SKOPEO is None, reason="no skopeo found; scripts/more-tools fetches it"),
]


def skopeo(folder: Path, *words: str) -> str:
    """What a command that must succeed prints."""
    ran = subprocess.run(
        [str(SKOPEO), "--insecure-policy", *words],
        env={"PATH": os.environ["PATH"], "HOME": str(folder), "TMPDIR": str(folder)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert 0 == ran.returncode, ran.stderr
    return ran.stdout


def test_an_image_comes_out_and_goes_in_again(running: Running, tmp_path: Path) -> None:
    """By digest into a folder, and from there under another name: the same digest, and ECR describes it."""
    here, there = log_in(running, "by-skopeo"), log_in(running, "by-skopeo-again")
    digest = here.push_image("v1", "a layer of skopeo's")
    (token,) = running.client("ecr").get_authorization_token()["authorizationData"]
    login = b64decode(token["authorizationToken"]).decode()
    folder = f"dir:{tmp_path / 'image'}"
    source = f"docker://{here.host}/{here.name}@{digest}"

    seen = json.loads(skopeo(tmp_path, "inspect", "--raw", "--tls-verify=false", f"--creds={login}", source))
    skopeo(tmp_path, "copy", "--src-tls-verify=false", f"--src-creds={login}", source, folder)
    target = f"docker://{there.host}/{there.name}:v2"
    skopeo(tmp_path, "copy", "--dest-tls-verify=false", f"--dest-creds={login}", folder, target)

    assert json.loads(here.manifest("a layer of skopeo's")) == seen
    (found,) = running.client("ecr").describe_images(repositoryName="by-skopeo-again")["imageDetails"]
    assert (digest, ["v2"]) == (found["imageDigest"], found["imageTags"])
