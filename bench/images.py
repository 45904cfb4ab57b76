"""What building and pushing three images costs, beside the same `docker build` and `docker push` by hand.

    python -m bench.images [rounds=3] [files=5000] [megabytes=200]

Each image has a context of its own of that size, half of it text. In each round both make and push all three
from new content, and then once more with nothing changed; the tool then also in one line, as
`inv build ... push ...`. It needs a Docker Engine and a `docker-registry` to push to on loopback.
DOCKER_BUILDKIT=1 has both build with BuildKit, where they can. It ends with 1 where a goal is missed.
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

from bench.start_up import kept
from deploy.connectors.docker.key import checked_entries, content_key
from deploy.connectors.docker.port import BuildOrder
from deploy.connectors.docker.shelf import Shelf
from tests.connectors.registry.plain_registry import plain_registry
from tests.docker_engine import shared_engine

ROOT = Path(__file__).resolve().parents[1]
COMPONENTS = ("ml", "worker", "api")
VERBS = ("build", "push")
BUILD_GOAL, NOTHING_GOAL, LOOK_GOAL = 1.1, 0.05, 0.2
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
        return sum(self._typed(release, verb) for verb in VERBS)

    def in_one_line(self, release: str) -> float:
        """Seconds of both in one line."""
        return self._typed(release, *VERBS)

    def warm_up(self) -> None:
        """Have Python compile what it will load."""
        words = ("--env=memory", "--app=fraud-detector", "--release=r", "--plan")
        _run((sys.executable, "-m", "deploy.tasks", "build", *words), self.folder)

    def _typed(self, release: str, *verbs: str) -> float:
        began = time.perf_counter()
        words = ("--env=memory", "--app=fraud-detector", f"--release={release}")
        _run((sys.executable, "-m", "deploy.tasks", *(w for v in verbs for w in (v, *words))), self.folder)
        return time.perf_counter() - began

    def seconds_to_look(self) -> float:
        """Until the content key of one context is known again, of which nothing changed."""
        where = (self.folder / COMPONENTS[0], self.folder / COMPONENTS[0] / "fraud-ml" / "Dockerfile")
        order = BuildOrder(COMPONENTS[0], "-", *where, "-", self.base)
        shelf = Shelf(self.folder / "look")
        for _ in range(2):
            began = time.perf_counter()
            content_key(order, checked_entries(order), shelf, order.dockerfile, order.base)
        return time.perf_counter() - began


@dataclass(frozen=True)
class Round:
    """Seconds by hand and by tool, of new content and then with nothing changed."""

    hand: float
    tool: float
    hand_again: float
    tool_again: float
    one_line_again: float


def main(rounds: int, files: int, megabytes: int) -> int:
    """Measure in turns, and print; 1 where a goal is missed."""
    folder = Path(tempfile.mkdtemp(prefix="bench-images-"))
    # As on every machine where a command was run before: what Python compiled is there.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(folder / "compiled")
    try:
        with shared_engine(os.environ) as engine, plain_registry(folder) as registry:
            os.environ |= engine.variables
            base = _pinned(engine.base, registry)
            hand, tool = (Contender(folder / who, registry, base) for who in ("hand", "tool"))
            for contender in (hand, tool):
                contender.folder.mkdir()
                contender.lay_out(files, megabytes)
            tool.warm_up()
            done = [_round(hand, tool, number) for number in range(rounds)]
            look = min(tool.seconds_to_look() for _ in range(3))
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
            print(f"greatest memory of any process, docker's own included: {peak} MiB")
            return 0 if all([*_told(done), _is_looked_at_fast(look, files)]) else 1
    finally:
        shutil.rmtree(folder)


def _round(hand: Contender, tool: Contender, number: int) -> Round:
    name = f"r{number}"
    for contender in (hand, tool):
        contender.change(number)
    first = (hand.by_hand(name), tool.by_tool(name))
    done = Round(*first, hand.by_hand(name), tool.by_tool(name), tool.in_one_line(name))
    print(f"round {number}: {done.hand:.1f} s by hand, {done.tool:.1f} s by tool; unchanged", end=" ")
    print(f"{done.hand_again:.2f} s by hand, {done.tool_again:.2f} s by tool,", end=" ")
    print(f"{done.one_line_again:.2f} s in one line; load {os.getloadavg()[0]:.1f}", flush=True)
    return done


def _told(rounds: list[Round]) -> list[bool]:
    """Whether each goal is kept."""
    beside = statistics.median(r.tool_again / r.hand_again for r in rounds)
    print(f"nothing changed on both sides: {beside:.2f} of the time by hand")
    return [
        _kept("new content, two commands", [r.tool / r.hand for r in rounds], BUILD_GOAL),
        _kept("nothing changed, two commands", [r.tool_again / r.hand for r in rounds], NOTHING_GOAL),
        _kept("nothing changed, one line", [r.one_line_again / r.hand for r in rounds], NOTHING_GOAL),
    ]


def _kept(what: str, ratios: list[float], goal: float) -> bool:
    """Say the median of the rounds, beside building and pushing that content by hand."""
    found = statistics.median(ratios)
    print(f"{what}: {found:.3f} of the time by hand, goal {goal}: {kept(found <= goal)}")
    return found <= goal


def _is_looked_at_fast(seconds: float, files: int) -> bool:
    is_fast = seconds <= LOOK_GOAL
    print(f"{files} unchanged files are known in {seconds * 1000:.0f} ms,", end=" ")
    print(f"goal {LOOK_GOAL * 1000:.0f} for 5,000: {kept(is_fast)}")
    return is_fast


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
    sys.exit(main(*(given + [3, 5000, 200][len(given) :])))
