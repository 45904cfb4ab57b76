"""SIGKILL before every API call of a deploy and a rollback, and after each that changes something, under load.

    python -m bench.ecs.kills [--verb=deploy --verb=rollback] [--step=1] [--workers=2] [--alone]

Then the same command is typed once more and has to bring it to its end. With `--alone` nobody comes back at
first: the old release has to serve after the hook's timeout, or the new one where it had been confirmed; only
then is the command typed again, to go on from there.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from time import monotonic

from bench.ecs.desk import BRISK, Desk, Ended, desk_in
from bench.ecs.gateway import THROUGH, Gateway, Trap, changes_something, gateway_of
from bench.ecs.judge import LEDGER, Judge
from bench.ecs.loading import LIGHT, Load, load_on

MINUTE = 2.0
"""So many seconds last as a minute of the controller: its hooks give up after two of them."""
CONFIRMS = "ContinueServiceDeployment"
REFUSED = 3


@dataclass(frozen=True, slots=True)
class Point:
    """A call of a command, and whether the kill comes after its effect."""

    verb: str
    at: int
    is_after: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of one kill."""

    point: Point
    call: str = ""
    """The call at which it came; empty where the command was over before."""
    faults: tuple[str, ...] = ()
    seconds_to_end: float = 0.0
    """From the kill to the end of the second run."""


@dataclass
class Scene:
    """A desk behind a gateway with a release live; `old` and `new` change places as the rollout goes."""

    desk: Desk
    gateway: Gateway
    judge: Judge
    live: str = ""
    names: Iterator[int] = field(default_factory=lambda: count(1))

    def prepared(self, verb: str) -> tuple[tuple[str, ...], str]:
        """Make ready for a command; the command, and the release that is live when it has ended well."""
        if verb == "rollback":
            before, newest = self.live, self._fresh()
            self.desk.sure("deploy", f"--release={newest}")
            assert not self.judge.faults(newest)
            self.live = newest
            return ("rollback",), before
        fresh = self._fresh()
        return ("deploy", f"--release={fresh}"), fresh

    def calls(self, verb: str) -> list[str]:
        """The calls of an undisturbed run."""
        words, self.live = self.prepared(verb)
        self.gateway.start()
        self.desk.sure(*words)
        made = list(self.gateway.calls)
        assert not self.judge.faults(self.live)
        return made

    def killed(self, point: Point, words: tuple[str, ...]) -> str:
        """Type the command and kill it at that point; the call, empty where it never came there."""
        process = self.desk.begun(*words)
        self.gateway.start(Trap(point.at, point.is_after, process.kill))
        process.communicate(timeout=120)
        made = list(self.gateway.calls)
        self.gateway.start()
        return made[point.at - 1] if process.returncode < 0 else ""

    def played(self, point: Point, *, alone: bool) -> Finding:
        """One kill, and what came of it."""
        old, (words, new) = self.live, self.prepared(point.verb)
        old = self.live if point.verb == "rollback" else old
        call = self.killed(point, words)
        died, faults = monotonic(), list(self._left_alone(old, new) if alone and call else ())
        again = self.desk.typed(*words)
        faults += self._of_end(again, new, was_over=self.judge.live() == new)
        seconds, self.live = monotonic() - died, self.desk.answers()
        if faults:
            faults.append(again.out[-1500:])
        return Finding(point, call, tuple(faults), seconds)

    def _left_alone(self, old: str, new: str) -> Iterator[str]:
        """Nobody comes back: the controller ends what was begun, and one release serves."""
        status = self.judge.settled()
        wanted = {new} if status == "SUCCESSFUL" and self._is_target(new) else {old}
        if self.judge.serving() != wanted:
            yield f"left alone, {status}: {self.judge.serving()} serve, not {wanted}"

    def _is_target(self, release: str) -> bool:
        return self.judge.target() == release

    def _of_end(self, again: Ended, new: str, *, was_over: bool) -> list[str]:
        is_refused_rightly = again.code == REFUSED and "rollback-of-rollback" in again.out and was_over
        wrong = [] if again.code == 0 or is_refused_rightly else [f"the second run ended with {again.code}"]
        return wrong + self.judge.faults(new)

    def _fresh(self) -> str:
        return f"v{next(self.names)}"


@contextmanager
def scene_in(folder: Path) -> Iterator[Scene]:
    """A desk with a first release live, its ledger in DynamoDB, its calls through a gateway."""
    changes = BRISK | THROUGH | LEDGER
    with desk_in(folder, changes, minute=MINUTE) as desk, gateway_of(desk) as gateway:
        scene = Scene(desk, gateway, Judge(desk), "v0")
        desk.sure("deploy", "--release=v0")
        yield scene


def points_of(verb: str, calls: list[str], step: int) -> list[Point]:
    """Before every so-manieth call, and after each that changes something outside the ledger."""
    before = [Point(verb, at) for at in range(1, len(calls) + 1, step)]
    after = [Point(verb, at, is_after=True) for at, name in enumerate(calls, 1) if changes_something(name)]
    return before + after[:: max(1, step // 4)]


def swept(folder: Path, points: list[Point], *, alone: bool) -> tuple[list[Finding], Load]:
    """Play the points one after the other on a desk of their own, under light load."""
    findings = []
    with scene_in(folder) as scene, load_on(scene.desk.front, **LIGHT) as load:
        for point in points:
            findings.append(scene.played(point, alone=alone))
            tell(findings[-1])
    return findings, load


def tell(finding: Finding) -> None:
    """A line for each kill, at once: the sweep is long."""
    when = "after" if finding.point.is_after else "before"
    call = finding.call or "(over before)"
    how = "; ".join(finding.faults) or "converged"
    where = f"{finding.point.verb:<9}{when:>7} {finding.point.at:>3} {call:<32}"
    print(f"{where}{finding.seconds_to_end:6.1f} s  {how}", flush=True)


def report(findings: list[Finding], loads: list[Load]) -> int:
    """The figures; 1 where something did not converge or was lost."""
    killed = [finding for finding in findings if finding.call]
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
    asked.add_argument("--step", type=int, default=1)
    asked.add_argument("--workers", type=int, default=2)
    asked.add_argument("--alone", action="store_true")
    given = asked.parse_args()
    verbs = given.verb or ["deploy", "rollback"]
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(given.workers) as pool:
        with scene_in(Path(name) / "counted") as scene:
            points = [p for verb in verbs for p in points_of(verb, scene.calls(verb), given.step)]
        print(f"{len(points)} points", flush=True)
        parts = [points[at :: given.workers] for at in range(given.workers)]
        played = [
            pool.submit(swept, Path(name) / f"desk-{at}", part, alone=given.alone)
            for at, part in enumerate(parts)
        ]
        results = [one.result() for one in played]
    return report([f for found, _ in results for f in found], [load for _, load in results])


if __name__ == "__main__":
    sys.exit(main())
