"""SIGKILL before every API call of a deploy and a rollback, and after each that changes something.

    python -m bench.ecs.kills [--verb=deploy] [--step=1] [--workers=2] [--alone] [--call=<name>]

Then the same command is typed once more and has to bring it to its end. With `--alone` nobody comes back at
first: the old release has to serve after the hook's timeout, or the new one where it had been confirmed; only
then is the command typed again, to go on from there. All of it under light load.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from bench.ecs.desk import LONGEST
from bench.ecs.gateway import Trap, changes_something, numbered
from bench.ecs.loading import LIGHT, Load, load_on
from bench.ecs.scene import Scene, scene_in

SETTLES = {"settle_seconds = 2": "settle_seconds = 20"}
"""As long as elsewhere: beside other sweeps the balancer itself is seconds behind."""


@dataclass(frozen=True, slots=True)
class Point:
    """The n-th call of a name that a command makes, and whether the kill comes after its effect."""

    verb: str
    call: str
    nth: int
    is_after: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of one kill."""

    point: Point
    was_killed: bool
    """Whether the command came there."""
    faults: tuple[str, ...] = ()
    seconds_to_end: float = 0.0
    """From the kill to the end of the second run."""


def played(scene: Scene, point: Point, *, alone: bool = False) -> Finding:
    """One kill, and what came of it."""
    before = scene.live
    words, new = scene.prepared(point.verb)
    old = scene.live if point.verb == "rollback" else before
    was_killed = _killed(scene, point, words)
    died = monotonic()
    faults = list(_left_alone(scene, old, new)) if alone and was_killed else []
    faults += scene.again(words, new)
    return Finding(point, was_killed, tuple(faults), monotonic() - died)


def _killed(scene: Scene, point: Point, words: tuple[str, ...]) -> bool:
    """Type the command and kill it at that point, if it comes there."""
    process = scene.desk.begun(*words)
    scene.gateway.start(Trap(point.nth, point.is_after, process.kill, point.call))
    process.communicate(timeout=LONGEST)
    scene.gateway.start()
    return process.returncode < 0


def _left_alone(scene: Scene, old: str, new: str) -> Iterator[str]:
    """Nobody comes back: the controller ends what was begun, and one release serves."""
    status = scene.judge.settled()
    wanted = {new} if status == "SUCCESSFUL" and scene.judge.target() == new else {old}
    if (serving := scene.judge.serving()) != wanted:
        yield f"left alone, {status}: {serving} serve, not {wanted}"


def points_of(verb: str, calls: list[str], step: int) -> list[Point]:
    """Before every so-manieth call, and after every so-manieth that changes something."""
    named = numbered(calls)
    before = [Point(verb, *call) for call in named[::step]]
    after = [Point(verb, *call, is_after=True) for call in named if changes_something(call[0])]
    return before + after[::step]


def swept(folder: Path, points: list[Point], *, alone: bool) -> tuple[list[Finding], Load]:
    """Play the points one after the other on a desk of their own, under light load."""
    findings = []
    with scene_in(folder, SETTLES) as scene, load_on(scene.desk.front, **LIGHT) as load:
        for point in points:
            findings.append(played(scene, point, alone=alone))
            tell(findings[-1])
    return findings, load


def tell(finding: Finding) -> None:
    """A line for each kill, at once: the sweep is long."""
    when = "after" if finding.point.is_after else "before"
    how = "; ".join(finding.faults) or ("converged" if finding.was_killed else "was over before")
    where = f"{finding.point.verb:<9}{when:>7} {finding.point.call:<28}{finding.point.nth:>3}"
    print(f"{where}{finding.seconds_to_end:6.1f} s  {how}", flush=True)


def report(findings: list[Finding], loads: list[Load]) -> int:
    """The figures; 1 where something did not converge or was lost."""
    killed = [finding for finding in findings if finding.was_killed]
    good = [finding for finding in killed if not finding.faults]
    longest = max(finding.seconds_to_end for finding in findings)
    print(
        f"kill points: {len(killed)}, converged in one rerun: {len(good)}, longest {longest:.1f} s to the end"
    )
    for load in loads:
        print("\n".join(load.lines()))
    lost = sum(load.lost + load.cut for load in loads)
    print(f"lost requests and cut streams: {lost}")
    return int(len(good) < len(killed) or lost > 0)


def main() -> int:
    """Sweep, some desks side by side."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--verb", action="append", choices=("deploy", "rollback"))
    asked.add_argument("--call", default="", help="only at calls of that name")
    asked.add_argument("--step", type=int, default=1)
    asked.add_argument("--workers", type=int, default=2)
    asked.add_argument("--alone", action="store_true")
    given = asked.parse_args()
    verbs = given.verb or ["deploy", "rollback"]
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(given.workers) as pool:
        with scene_in(Path(name) / "counted", SETTLES) as scene:
            found = [p for verb in verbs for p in points_of(verb, scene.calls(verb), given.step)]
        points = [p for p in found if given.call in {"", p.call}]
        print(f"{len(points)} points", flush=True)
        parts = [points[at :: given.workers] for at in range(given.workers)]
        begun = [
            pool.submit(swept, Path(name) / f"desk-{at}", part, alone=given.alone)
            for at, part in enumerate(parts)
        ]
        results = [one.result() for one in begun]
    return report([f for found, _ in results for f in found], [load for _, load in results])


if __name__ == "__main__":
    sys.exit(main())
