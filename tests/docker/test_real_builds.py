"""`inv build` with a real engine: secrets leave nothing behind, and a stop ends what was begun."""

import json
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.connectors.docker.shelf import Shelf
from deploy.errors import ExitCode
from tests.docker.copies import until
from tests.docker.real_shop import NAMED, RealShop, path_with_buildkit, path_without_buildkit, real_shop
from tests.docker_engine import DockerEngine
from tests.tasks.prompt import Answer, command, surroundings

pytestmark = pytest.mark.slow
TOKEN = "tr0ub4dor-and-a-long-tail"  # what the build may read and nobody may keep
READS = "RUN --mount=type=secret,id=pip_token cat /run/secrets/pip_token"


@pytest.fixture
def shop(docker_engine: DockerEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RealShop]:
    """A shop of two small images."""
    for name, value in docker_engine.variables.items():
        monkeypatch.setenv(name, value)
    with real_shop(tmp_path / "shop", docker_engine) as made:
        for component in ("api", "site"):
            made.write(component, f"RUN echo {component} {tmp_path.name} > /made")
        yield made


def with_secret(shop: RealShop) -> None:
    """Let the build of the API read a token from the environment."""
    health = "[components.api.health]"
    shop.set(health, f'[components.api.build_secrets]\npip_token = "env:PIP_TOKEN"\n\n{health}')
    shop.write("api", f"RUN echo {shop.prompt.folder} > /made", READS)  # nothing of an earlier run is taken


def everything_kept(shop: RealShop) -> bytes:
    """Every layer, config, note and ledger that the build left, unpacked where it is packed."""
    image = Shelf(shop.prompt.folder / ".swingbridge/wwhd/images").by_tag("api", "r1")
    assert image is not None
    layers = [
        subprocess.run(["gzip", "-dc", str(layer.path)], capture_output=True, check=True).stdout
        for layer in image.layers
    ]
    files = [file.read_bytes() for file in (shop.prompt.folder / ".swingbridge").rglob("*") if file.is_file()]
    history = shop.engine.docker("history", "--no-trunc", f"{shop.prefix}/api:r1").encode()
    return b"".join((*layers, *files, history))


def buildkit_or_skip() -> str:
    """The PATH on which docker has BuildKit."""
    path = path_with_buildkit()
    if path is None:
        pytest.skip("no docker command of this machine has BuildKit")
    return path


def test_a_secret_is_read_by_the_build_and_is_nowhere_afterwards(
    shop: RealShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not in a layer, the history, the ledger or on the screen, though the build itself prints it."""
    monkeypatch.setenv("PATH", buildkit_or_skip())
    with_secret(shop)
    monkeypatch.setenv("PIP_TOKEN", TOKEN)
    built = shop.build()

    assert ExitCode.DONE == built.code, built.told
    assert "/run/secrets/pip_token" in built.told
    assert "***" in built.told
    assert TOKEN not in built.told
    assert TOKEN.encode() not in everything_kept(shop)


def test_row_36_without_buildkit_a_build_with_secrets_is_refused(
    shop: RealShop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit 7 before anything is held or written; what to install is said."""
    with_secret(shop)
    with monkeypatch.context() as patched:
        patched.setenv("PATH", path_without_buildkit(tmp_path))
        patched.setenv("PIP_TOKEN", TOKEN)
        refused = shop.build()

    assert ExitCode.TOOL_MISSING == refused.code
    assert "buildkit-missing" in refused.told
    assert "docker-buildx-plugin" in refused.told
    assert not (shop.prompt.folder / ".swingbridge/wwhd/memory/ledger.db").exists()


def test_a_secret_that_is_not_there_is_named_by_its_place(
    shop: RealShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And no image is made."""
    monkeypatch.setenv("PATH", buildkit_or_skip())
    with_secret(shop)
    monkeypatch.delenv("PIP_TOKEN", raising=False)
    refused = shop.build()

    assert ExitCode.REVERTED == refused.code
    assert "build-secret-missing" in refused.told
    assert "env:PIP_TOKEN" in refused.told


@pytest.mark.parametrize("has_buildkit", [True, False])
def test_an_interrupt_stops_both_builds(
    shop: RealShop,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    has_buildkit: bool,  # noqa: FBT001 - a table
) -> None:
    """Exit 8 within seconds, no image, and nothing of ours runs on in the engine."""
    path = buildkit_or_skip() if has_buildkit else path_without_buildkit(tmp_path)
    nap = f"sleep 987.{int(shop.prefix.rpartition('-')[2], 16)}"  # which no other worker sleeps
    for component in ("api", "site"):
        shop.write(component, f"RUN echo {component} {tmp_path} {has_buildkit}; {nap}")
    with monkeypatch.context() as patched:
        patched.setenv("PATH", path)
        stopped, seconds = interrupted(shop, nap)

    assert ExitCode.STOPPED == stopped.code, stopped.told
    assert seconds < 20
    assert "stopped-by-signal" in stopped.told
    assert Shelf(shop.prompt.folder / ".swingbridge/wwhd/images").by_tag("api", "r1") is None
    until(lambda: sleepers(nap) == 0)


def interrupted(shop: RealShop, nap: str) -> tuple[Answer, float]:
    """What becomes of a build that is interrupted while both images are at work; and in how many seconds."""
    process = subprocess.Popen(
        command("build", *NAMED),
        cwd=shop.prompt.folder,
        env=surroundings(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        until(lambda: sleepers(nap) == 2 or process.poll() is not None, seconds=60)
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
        return Answer(process.returncode, out, err), time.monotonic() - began
    finally:
        process.kill()


def sleepers(nap: str) -> int:
    """How many builds sleep so."""
    words = ["pgrep", "--full", "--count", "--exact", nap]
    found = subprocess.run(words, capture_output=True, check=False)
    return int(found.stdout or 0)


def test_one_that_fails_is_named_beside_one_that_is_built(shop: RealShop) -> None:
    """Exit 4; the other image is kept, and is not built again."""
    shop.write("api", "RUN exit 3")
    failed = shop.build()
    events = map(json.loads, shop.build("--json").out.splitlines())
    (again,) = (event for event in events if event["event"] == "problem")
    tags = shop.prompt.folder / ".swingbridge/wwhd/images/tags"

    assert ExitCode.REVERTED == failed.code
    assert "image-not-built" in failed.told
    for told in (failed.told, str(again["what"])):
        assert "api: the build of api ended with exit code 1" in told
        assert "site is built" in told
    assert ["site"] == [folder.name for folder in tags.iterdir()]
