"""How many planted defects the tests notice.

    python -m bench.mutations [--only=<part of a name>] [--workers=2]

Each defect is planted alone in a copy of the tree, and the tests that belong to it run there. Without any
defect they have to pass, or nothing was noticed.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import Queue

from bench.mutations.planted import Defect, defects

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("apps", "bench", "deploy", "docs", "scripts", "tests")
LIMIT_SECONDS = 180
GOAL = 0.95


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the tests noticed, what they said, and how long it took."""

    defect: Defect
    is_caught: bool
    by: str
    seconds: float


class Trees:
    """Copies of the tree, lent out one at a time; a copy comes back as it was."""

    def __init__(self, folder: Path, count: int) -> None:
        self._free: Queue[Path] = Queue()
        for number in range(count):
            tree = folder / f"tree-{number}"
            for name in COPIED:
                shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
            shutil.copy(ROOT / "pyproject.toml", tree)
            self._free.put(tree)

    @contextmanager
    def lent(self) -> Iterator[Path]:
        """One of them."""
        tree = self._free.get()
        try:
            yield tree
        finally:
            self._free.put(tree)


def judge(defect: Defect, trees: Trees) -> Verdict:
    """Plant the defect, run its tests, and take it out again."""
    began = time.monotonic()
    with trees.lent() as tree:
        path = tree / defect.file
        whole = path.read_text()
        path.write_text(defect.planted(whole))
        try:
            is_green, told = run_tests(tree, defect.tests)
        finally:
            path.write_text(whole)
    return Verdict(defect, not is_green, told, time.monotonic() - began)


def run_tests(tree: Path, tests: tuple[str, ...]) -> tuple[bool, str]:
    """Whether the tests pass in that tree, and the first that does not; one that hangs does not."""
    there = [test for test in tests if (tree / test).exists()]
    command = [sys.executable, "-B", "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-m", "not slow"]
    environment = {**os.environ, "PYTHONPATH": str(tree)}
    try:
        done = subprocess.run(
            [*command, *there],
            cwd=tree,
            env=environment,
            capture_output=True,
            text=True,
            timeout=LIMIT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False, f"no end after {LIMIT_SECONDS} s"
    failed = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    return done.returncode == 0, failed[0] if failed else done.stdout[-300:]


def first_trouble(listed: tuple[Defect, ...], trees: Trees) -> str:
    """Why the score would say nothing: a defect without its place, or tests that fail by themselves."""
    troubles = [trouble for defect in listed if (trouble := defect.trouble(ROOT))]
    if troubles:
        return "\n".join(troubles)
    with trees.lent() as tree:
        for tests in sorted({defect.tests for defect in listed}):
            is_green, told = run_tests(tree, tests)
            if not is_green:
                return f"without any defect: {told}"
    return ""


def table(verdicts: list[Verdict]) -> str:
    """A line for each defect, and the score."""
    caught = sum(verdict.is_caught for verdict in verdicts)
    missed = [v for v in verdicts if not v.is_caught]
    lines = [f"MISSED  {v.defect.name}, which breaks: {v.defect.breaks}" for v in missed]
    share = 100 * caught / len(verdicts)
    return "\n".join([*lines, f"score   {caught} of {len(verdicts)} caught, {share:.0f} %"])


def main() -> int:
    """Print the table; 1 below the goal, 2 where the list or the tree is not fit for a score."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--only", default="", help="only defects with this in their name or file")
    asked.add_argument("--workers", type=int, default=2)
    given = asked.parse_args()
    listed = tuple(d for d in defects() if given.only in f"{d.name} {d.file}")
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(given.workers) as workers:
        trees = Trees(Path(folder), given.workers)
        if trouble := first_trouble(listed, trees):
            print(trouble)
            return 2
        verdicts = []
        for verdict in workers.map(lambda defect: judge(defect, trees), listed):
            verdicts.append(verdict)
            word = "caught" if verdict.is_caught else "MISSED"
            print(f"{word}  {verdict.seconds:5.1f} s  {verdict.defect.name}  {verdict.by[:120]}", flush=True)
    print(table(verdicts))
    return int(sum(v.is_caught for v in verdicts) < GOAL * len(verdicts))


if __name__ == "__main__":
    sys.exit(main())
