"""How much memory `build` and `push` take for a context of two gigabytes.

    python -m bench.images_memory [megabytes=2048]

The greatest of each command and all its children, Docker's command line included. It needs an engine and a
`docker-registry`; whether it builds with BuildKit depends on the first docker command of PATH.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.connectors.registry.plain_registry import plain_registry
from tests.docker_engine import shared_engine

ROOT = Path(__file__).resolve().parents[1]
MEBIBYTE = 1024 * 1024
WORDS = ("--env=memory", "--app=cost-simulator", "--release=big")


def main(megabytes: int) -> None:
    """Measure, and print."""
    folder = Path(tempfile.mkdtemp(prefix="bench-memory-"))
    try:
        with shared_engine(os.environ) as engine, plain_registry(folder) as registry:
            os.environ |= engine.variables
            _lay_out(folder, registry, engine.base, megabytes)
            for verb in ("build", "push"):
                print(f"{verb} of {megabytes} MiB: {_peak(verb, folder)} MiB at most", flush=True)
            engine.docker("image", "rm", "--force", "cost-simulator:big")
    finally:
        shutil.rmtree(folder)


def _lay_out(folder: Path, registry: str, base: str, megabytes: int) -> None:
    shutil.copytree(ROOT / "apps", folder / "apps")
    shutil.copytree(
        ROOT / "docker", folder / "docker", ignore=shutil.ignore_patterns("__pycache__", ".*cache")
    )
    settings = folder / "apps/cost-simulator/app.toml"
    text = re.sub('^base = ".*"', f'base = "{base}"', settings.read_text(), flags=re.MULTILINE)
    settings.write_text(text.replace("[images]\n", f'[images]\nregistry = "{registry}"\n'))
    noise = os.urandom(MEBIBYTE)
    with (folder / "docker/stand_in/big").open("wb") as big:
        for number in range(megabytes):
            big.write(noise if number % 8 == 0 else bytes(MEBIBYTE))


def _peak(verb: str, folder: Path) -> int:
    """The most that a command, or one of its children, had in memory."""
    environ = os.environ | {"PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [sys.executable, "-m", "deploy.tasks", verb, *WORDS],
        cwd=folder,
        env=environ,
        stdout=subprocess.DEVNULL,
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return used.ru_maxrss // 1024


if __name__ == "__main__":
    main(int((sys.argv[1:] or ["2048"])[0]))
