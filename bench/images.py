"""What building and pushing three images costs, beside the same `docker build` and `docker push` by hand.

    python -m bench.images [rounds=2] [files=5000] [megabytes=200]

Each image has a context of its own of that size, half of it text. In each round both make and push all three
from new content, and then once more with nothing changed. It needs a Docker Engine and a
`docker-registry` to push to on loopback. DOCKER_BUILDKIT=1 has both build with BuildKit, where they can.
"""

import os
import random
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.connectors.registry.plain_registry import plain_registry
from tests.docker_engine import shared_engine

ROOT = Path(__file__).resolve().parents[1]
COMPONENTS = ("ml", "worker", "api")
MEBIBYTE = 1024 * 1024
_LEFT_OUT = shutil.ignore_patterns("__pycache__", ".*cache")


@dataclass(frozen=True)
class Contender:
    """Somebody who builds and pushes, in a folder of their own."""

    folder: Path
    registry: str
    base: str

    def lay_out(self, files: int, megabytes: int) -> None:
        """The systems, and a context for each component of one of them."""
        shutil.copytree(ROOT / "apps", self.folder / "apps")
        settings = self.folder / "apps/fraud-detector/app.toml"
        text = re.sub('^base = ".*"', f'base = "{self.base}"', settings.read_text(), flags=re.MULTILINE)
        text = text.replace("[images]\n", f'[images]\nregistry = "{self.registry}"\n')
        for name in COMPONENTS:
            old = f'context = "docker"\ndockerfile = "docker/fraud-{name}/Dockerfile"'
            assert old in text
            text = text.replace(old, f'context = "{name}"\ndockerfile = "{name}/fraud-{name}/Dockerfile"')
            shutil.copytree(ROOT / "docker", self.folder / name, ignore=_LEFT_OUT)
            _fill(self.folder / name / "stand_in" / "ballast", files, megabytes)
        settings.write_text(text)

    def change(self, number: int) -> None:
        """Every file is another one, of each image; nothing of an earlier round helps."""
        for file in self.folder.glob("*/stand_in/ballast/*/*"):
            with file.open("r+b") as content:
                content.write(f"{number} {file}".encode())

    def by_hand(self, release: str) -> float:
        """Seconds of the commands that a person types."""
        began = time.perf_counter()
        for name in COMPONENTS:
            image, folder = f"{self.registry}/by-hand-{name}:{release}", self.folder / name
            where = ("--file", str(folder / f"fraud-{name}" / "Dockerfile"), "--platform", "linux/amd64")
            words = ("--network", "none", "--build-arg", f"BASE={self.base}", "--tag", image)
            _run(("docker", "build", *where, *words, str(folder)), self.folder)
            _run(("docker", "push", image), self.folder)
        return time.perf_counter() - began

    def by_tool(self, release: str) -> float:
        """Seconds of our two commands."""
        began = time.perf_counter()
        for verb in ("build", "push"):
            words = ("--env=memory", "--app=fraud-detector", f"--release={release}")
            _run((sys.executable, "-m", "deploy.tasks", verb, *words), self.folder)
        return time.perf_counter() - began


def main(rounds: int, files: int, megabytes: int) -> None:
    """Measure in turns, and print."""
    folder = Path(tempfile.mkdtemp(prefix="bench-images-"))
    try:
        with shared_engine(os.environ) as engine, plain_registry(folder) as registry:
            os.environ |= engine.variables
            base = _pinned(engine.base, registry)
            hand, tool = (Contender(folder / who, registry, base) for who in ("hand", "tool"))
            for contender in (hand, tool):
                contender.folder.mkdir()
                contender.lay_out(files, megabytes)
            _tell([_round(hand, tool, number) for number in range(rounds)])
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
            print(f"greatest memory of any process, docker's own included: {peak} MiB")
    finally:
        shutil.rmtree(folder)


def _round(hand: Contender, tool: Contender, number: int) -> tuple[float, float, float, float]:
    for contender in (hand, tool):
        contender.change(number)
    first = (hand.by_hand(f"r{number}"), tool.by_tool(f"r{number}"))
    again = (hand.by_hand(f"r{number}"), tool.by_tool(f"r{number}"))
    print(f"round {number}: {first[0]:.1f} s by hand, {first[1]:.1f} s by tool;", end=" ")
    print(f"unchanged {again[0]:.2f} s and {again[1]:.2f} s", flush=True)
    return *first, *again


def _tell(rounds: list[tuple[float, float, float, float]]) -> None:
    build = statistics.median(tool / hand for hand, tool, _, _ in rounds)
    nothing = statistics.median(again / hand for hand, _, _, again in rounds)
    beside = statistics.median(tool / hand for _, _, hand, tool in rounds)
    print(f"three images, built and pushed: {build:.2f} of the time by hand")
    print(f"nothing changed: {nothing:.3f} of the time that building by hand takes")
    print(f"nothing changed on both sides: {beside:.2f} of the time by hand")


def _pinned(base: str, registry: str) -> str:
    """The base image in the registry, by digest."""
    name = f"{registry}/base:1"
    _run(("docker", "tag", base, name), ROOT)
    _run(("docker", "push", name), ROOT)
    told = _run(("docker", "image", "inspect", "--format", '{{join .RepoDigests " "}}', name), ROOT)
    return next(word for word in told.split() if word.startswith(registry))


def _fill(folder: Path, files: int, megabytes: int) -> None:
    """Files of one size, every other one of text."""
    chance, size = random.Random(7), megabytes * MEBIBYTE // files
    text = (ROOT / "uv.lock").read_bytes() * (size // 1000 + 1)
    for number in range(files):
        file = folder / str(number % 50) / f"{number}.bin"
        file.parent.mkdir(parents=True, exist_ok=True)
        start = chance.randrange(1000)
        file.write_bytes(text[start : start + size] if number % 2 else chance.randbytes(size))


def _run(command: tuple[str, ...], folder: Path) -> str:
    environ = {"DOCKER_BUILDKIT": "0"} | os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    main(*(given + [2, 5000, 200][len(given) :]))
