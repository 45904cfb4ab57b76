"""Strikes API calls of a deploy, a rollback and a drain with every kind of fault; judges code and state.

    python -m bench.ecs.faults [--verb=deploy ...] [--kind=throttle ...] [--call=UpdateService ...]
                               [--skip=0] [--workers=2] [--minutes=60]

The calls are found by an undisturbed run of each command; of each name the first, the middle and the last one
are struck. A fault that passes has to be waited out: exit 0, the release live everywhere, nothing made twice.
One that lasts has to end with 8 and one release serving, or with 4 and the old one, nothing under way. Then
the same command is typed again, and has to end with 0. What the SDK cannot absorb by itself comes first; the
order is shuffled, always in the same way, so that what was played when the minutes are over is a fair sample.
"""

import argparse
import sys
import tempfile
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from random import Random
from threading import Event
from time import monotonic

from bench.ecs.desk import Ended
from bench.ecs.fault_cases import DEPLOY, DRAIN, KINDS, ROLLBACK, VERBS, Case, Silence, cases_of
from bench.ecs.fault_table import Finding, report, tell
from bench.ecs.gateway import Trap
from bench.ecs.maintenance import DRAIN as DRAIN_LINE
from bench.ecs.maintenance import RESUME as RESUME_LINE
from bench.ecs.scene import Scene, scene_in, told

SHORT = {
    'region = "us-east-1"\n': 'region = "us-east-1"\nconnect_seconds = 2\nanswer_seconds = 2\n',
    "healthy_seconds = 120\n": "healthy_seconds = 120\noutage_seconds = 4\n",
}
"""Settings of somebody who wants to know soon; staging and production keep the longer ones."""
LONG_PAUSES = {"revert_seconds = 120\nlease": "revert_seconds = 300\nlease"}
"""A pause outlasts the outage that is sat out in it, as in staging and production, also on a busy machine.

Otherwise the controller has given up by the time that the command is typed again, and is right.
"""
DONE, REVERTED, STOPPED = 0, 4, 8
LEASE_CALL = "PutItem"
HUNG_UP_WITHIN = 60.0
SEED, MINUTE = 5, 60.0
CASES_A_DESK = 20
"""Then its ledger is long, and moto, which copies the whole table at each transaction, is slow."""
SPOILT = "an undisturbed command failed before it, or after it"


class Spoilt(Exception):
    """A desk on which nothing more can be played."""


@dataclass(frozen=True, slots=True)
class Errand:
    """A command, the release that is live before it, and the one that is live when it has ended well."""

    words: tuple[str, ...]
    old: str
    new: str


@dataclass
class Strike:
    """Whether the call came."""

    happened: bool = False


def played(scene: Scene, case: Case) -> Finding:
    """Strike one call of a command, judge how it ended, and type it again where it did not end well."""
    errand = prepared(scene, case.verb)
    made, runs = scene.judge.made(), scene.judge.runs()
    with struck(scene, case) as strike:
        ended = scene.desk.typed(*errand.words)
    wrong = [*judged_code(scene, case, ended, runs), *judged(scene, case, ended, errand)]
    wrong += doubled(scene, made) if ended.code == DONE else []
    is_false_green = ended.code == DONE and bool(wrong)
    if wrong:
        wrong.append(f"{told(ended)}")
    if ended.code != DONE:
        wrong += [f"again: {fault}" for fault in again(scene, errand)]
    put_back(scene, errand)
    return Finding(case, strike.happened, ended.code, ended.seconds, tuple(wrong), is_false_green)


def prepared(scene: Scene, verb: str) -> Errand:
    """Make ready for a command."""
    if verb == DRAIN:
        return Errand(DRAIN_LINE, scene.live, scene.live)
    if verb == ROLLBACK:
        if not scene.before:
            deploy = prepared(scene, DEPLOY)
            scene.desk.sure(*deploy.words)
            scene.before, scene.live = deploy.old, deploy.new
        return Errand((ROLLBACK, f"--to={scene.before}"), scene.live, scene.before)
    words, new = scene.prepared(DEPLOY)
    return Errand(words, scene.live, new)


def put_back(scene: Scene, errand: Errand) -> None:
    """Everything in service again; what is live now, and what was before."""
    if errand.words == DRAIN_LINE:
        scene.desk.sure(*RESUME_LINE)
        assert not scene.judge.faults(errand.new)
        return
    scene.live = scene.desk.answers()
    scene.before = errand.old if scene.live == errand.new else scene.before


@contextmanager
def struck(scene: Scene, case: Case) -> Iterator[Strike]:
    """Let that call go wrong while the block lasts."""
    strike, fault = Strike(), KINDS[case.kind]
    if isinstance(fault, Silence):
        is_over = Event()

        def fall_silent() -> None:
            strike.happened = True
            is_over.wait(HUNG_UP_WITHIN)

        scene.gateway.start(Trap(case.nth, fault.is_after, fall_silent, case.call))
        try:
            yield strike
        finally:
            is_over.set()
            scene.gateway.start()
        return
    armed = replace(fault, service=case.service, operation=case.call, skip=case.nth - 1)
    name = scene.desk.faults.arm(armed)
    try:
        yield strike
    finally:
        strike.happened = scene.desk.faults.struck(name) > 0
        scene.desk.faults.clear()


def judged_code(scene: Scene, case: Case, ended: Ended, runs: int) -> Iterator[str]:
    """What is wrong with the exit code, and with what was said."""
    right = {DONE, REVERTED, STOPPED} if case.lasts else {DONE}
    if ended.code not in right:
        yield f"ended with {ended.code}, where {sorted(right)} is right"
    if ended.code == REVERTED and scene.judge.runs() == runs:
        yield "ended with 4, though nothing had begun"
    for word in ("Traceback", "unexpected-failure"):
        if word in ended.out:
            yield f"said {word}: {ended.out[-400:]}"


def judged(scene: Scene, case: Case, ended: Ended, errand: Errand) -> list[str]:
    """What is wrong with the state, for that exit code; a lease whose return is lost runs out by itself."""
    judge, may_be_held = scene.judge, case.lasts and case.call == LEASE_CALL
    if errand.words == DRAIN_LINE:
        return judge.faults_of_drain(may_be_held=may_be_held) if ended.code == DONE else []
    if ended.code == DONE:
        return judge.faults(errand.new, may_be_held=may_be_held)
    if ended.code == REVERTED:
        return judge.faults(errand.old, may_be_held=may_be_held)
    return judge.faults_of_rest(errand.old, errand.new)


def doubled(scene: Scene, before: frozenset[str]) -> list[str]:
    """What was made twice: a lost answer must not make a second one."""
    fresh = sorted(scene.judge.made() - before)
    kinds = [arn.split(":")[5].partition("/")[0] for arn in fresh]
    return [f"{kinds.count(kind)} of {kind} made: {fresh}" for kind in set(kinds) if kinds.count(kind) > 1]


def again(scene: Scene, errand: Errand) -> list[str]:
    """The same command once more, with nothing in its way."""
    if errand.words != DRAIN_LINE:
        return scene.again(errand.words, errand.new)
    ended = scene.desk.typed(*errand.words)
    wrong = [] if ended.code == DONE else [f"the second run ended with {ended.code}: {told(ended)}"]
    return wrong + scene.judge.faults_of_drain()


def swept(folder: Path, cases: list[Case], until: float) -> list[Finding]:
    """Play the cases one after the other, as long as there is time; a spoilt or full desk is replaced."""
    findings: list[Finding] = []
    left, desks = deque(cases), count()
    while left and monotonic() < until:
        with scene_in(folder / str(next(desks)), SHORT | LONG_PAUSES) as scene, suppress(Spoilt):
            for _ in range(CASES_A_DESK):
                if not left or monotonic() >= until:
                    break
                findings.append(tried(scene, left.popleft()))
                tell(findings[-1])
                if SPOILT in findings[-1].faults:
                    raise Spoilt
    return findings


def tried(scene: Scene, case: Case) -> Finding:
    """Play a case; where nothing could be made ready, or put back, nothing can be said of it."""
    try:
        return played(scene, case)
    except AssertionError as problem:
        log = scene.desk.folder / ".swingbridge/rehearsal/server.log"
        seen = log.read_text()[-2000:] if log.is_file() else ""
        print(f"{problem}\n{seen}", flush=True)
        return Finding(case, was_struck=False, code=-1, seconds=0.0, faults=(SPOILT,))


def listed(folder: Path, given: argparse.Namespace) -> list[Case]:
    """The cases that were asked for, from an undisturbed run of each command."""
    cases: list[Case] = []
    with scene_in(folder, SHORT | LONG_PAUSES) as scene:
        for verb in given.verb or VERBS:
            errand = prepared(scene, verb)
            scene.gateway.start()
            scene.desk.sure(*errand.words)
            calls = scene.gateway.called()
            put_back(scene, errand)
            found = list(cases_of(verb, calls, given.kind or KINDS))
            print(f"{verb}: {len(calls)} calls of {len(set(calls))} names, {len(found)} cases", flush=True)
            cases += found
    Random(SEED).shuffle(cases)
    cases.sort(key=lambda case: case.is_absorbed)
    return [case for case in cases if not given.call or case.call in given.call]


def main() -> int:
    """Sweep, some desks side by side."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--verb", action="append", choices=VERBS)
    asked.add_argument("--kind", action="append", choices=KINDS)
    asked.add_argument("--call", action="append", help="only calls of that name")
    asked.add_argument("--skip", type=int, default=0, help="so many that an earlier sweep has played")
    asked.add_argument("--workers", type=int, default=2)
    asked.add_argument("--minutes", type=float, default=240.0, help="begin no case after that")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(given.workers) as pool:
        cases = listed(Path(name) / "counted", given)[given.skip :]
        hard = sum(not case.is_absorbed for case in cases)
        print(f"{len(cases)} cases, {hard} of them beyond what the SDK tries by itself", flush=True)
        until = monotonic() + given.minutes * MINUTE
        begun = [
            pool.submit(swept, Path(name) / f"desk-{at}", cases[at :: given.workers], until)
            for at in range(given.workers)
        ]
        findings = [finding for one in begun for finding in one.result()]
    print(f"{len(findings)} of {len(cases)} cases played")
    return report(findings)


if __name__ == "__main__":
    sys.exit(main())
