"""Every API call of a deploy, struck once by every kind of fault: exit code and state have to be right.

    python -m bench.ecs.faults [--kind=throttle ...] [--call=UpdateService ...] [--step=1] [--workers=2]

0 has to mean that the new release is live everywhere; 4, 8 and a refusal, that the old one is, with nothing
under way. Afterwards the same command is typed again, and has to end with 0.
"""

import argparse
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from bench.ecs.desk import Ended
from bench.ecs.gateway import numbered
from bench.ecs.scene import Scene, scene_in, told
from rehearsal.faults.model import Fault, Kind, When

KINDS = {
    "throttle": Fault(Kind.THROTTLE),
    "500 before": Fault(Kind.ERROR),
    "500 after": Fault(Kind.ERROR, when=When.AFTER),
    "reset before": Fault(Kind.RESET),
    "reset after": Fault(Kind.RESET, when=When.AFTER),
    "timeout": Fault(Kind.SLOW, seconds=21.0),
    "stale read": Fault(Kind.STALE, seconds=5.0),
}
"""A timeout is longer than the 20 s that the tool waits for an answer."""
DONE, REFUSED, REVERTED, HALTED, RESUMABLE = 0, 3, 4, 5, 8


@dataclass(frozen=True, slots=True)
class Case:
    """The n-th call of a name, and what strikes it."""

    kind: str
    call: str
    nth: int


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of one fault."""

    case: Case
    was_struck: bool
    """Whether there were so many."""
    code: int
    faults: tuple[str, ...]
    is_false_green: bool = False


def played(scene: Scene, case: Case) -> Finding:
    """Strike one call of a deploy, and judge how it ended."""
    old, (words, new) = scene.live, scene.prepared("deploy")
    armed = replace(KINDS[case.kind], operation=case.call, skip=case.nth - 1)
    name = scene.desk.faults.arm(armed)
    ended = scene.desk.typed(*words)
    was_struck = scene.desk.faults.struck(name) > 0
    scene.desk.faults.clear()
    wrong = judged(scene, ended, old, new)
    is_false_green = ended.code == DONE and bool(wrong)
    if wrong:
        wrong.append(told(ended))
    wrong += [f"again: {fault}" for fault in scene.again(words, new)] if ended.code else []
    scene.live = scene.desk.answers()
    return Finding(case, was_struck, ended.code, tuple(wrong), is_false_green)


def judged(scene: Scene, ended: Ended, old: str, new: str) -> list[str]:
    """What is wrong with that exit code in this state."""
    if ended.code == DONE:
        return scene.judge.faults(new, may_be_held=True)
    if ended.code in {REFUSED, REVERTED, RESUMABLE}:
        return scene.judge.faults(old, may_be_held=True)
    return [f"ended with {ended.code}"]


def swept(folder: Path, cases: list[Case]) -> list[Finding]:
    """Play the cases one after the other on a desk of their own."""
    findings = []
    with scene_in(folder) as scene:
        for case in cases:
            findings.append(played(scene, case))
            tell(findings[-1])
    return findings


def tell(finding: Finding) -> None:
    """A line for each fault, at once: the sweep is long."""
    case = finding.case
    how = "; ".join(finding.faults) or ("right" if finding.was_struck else "not so many")
    print(f"{case.kind:<13} {case.call:<28} {case.nth:>3}  exit {finding.code}  {how}", flush=True)


def report(findings: list[Finding]) -> int:
    """The figures by kind; 1 where something was wrong."""
    struck = [finding for finding in findings if finding.was_struck]
    for kind in KINDS:
        ours = [finding for finding in struck if finding.case.kind == kind]
        if not ours:
            continue
        codes = Counter(finding.code for finding in ours)
        ends = ", ".join(f"{number} ended with {code}" for code, number in sorted(codes.items()))
        print(f"{kind:<13} {len(ours):>4} calls: {ends}; wrong {sum(bool(f.faults) for f in ours)}")
    wrong = [finding for finding in findings if finding.faults]
    green = sum(finding.is_false_green for finding in findings)
    print(f"all           {len(struck):>4} calls, wrong {len(wrong)}, false green {green}")
    return int(bool(wrong))


def main() -> int:
    """Sweep, some desks side by side."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--kind", action="append", choices=KINDS)
    asked.add_argument("--call", action="append", help="only calls of that name")
    asked.add_argument("--step", type=int, default=1)
    asked.add_argument("--workers", type=int, default=2)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(given.workers) as pool:
        with scene_in(Path(name) / "counted") as scene:
            calls = numbered(scene.calls("deploy"))
        asked_for = [call for call in calls if not given.call or call[0] in given.call]
        kinds = given.kind or list(KINDS)
        cases = [Case(kind, *call) for call in asked_for[:: given.step] for kind in kinds]
        print(f"{len(calls)} calls, {len(cases)} cases", flush=True)
        begun = [
            pool.submit(swept, Path(name) / f"desk-{at}", cases[at :: given.workers])
            for at in range(given.workers)
        ]
        return report([finding for one in begun for finding in one.result()])


if __name__ == "__main__":
    sys.exit(main())
