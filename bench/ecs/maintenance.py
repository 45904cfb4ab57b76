"""Drain and resume under light load, and killed at every API call of both.

    python -m bench.ecs.maintenance [--rounds=5] [--step=1] [--verb=maintenance-drain]

A visitor looks at the door all the time: every answer has to be the release's own or the maintenance page.
Streams of five seconds that began before the page was up have to come to their end.
"""

import argparse
import http.client
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from time import monotonic
from urllib.parse import urlsplit

from bench.ecs.desk import Ended
from bench.ecs.gateway import Trap, changes_something
from bench.ecs.loading import Load, load_on
from bench.ecs.scene import Scene, scene_in, told

DRAIN, RESUME = ("maintenance-drain", "--reason=bench"), ("maintenance-resume",)
STREAMS = {"kept": 0.0, "fresh": 0.0, "streams": 2.0}
MARK = b"<!--swingbridge maintenance of "
REFUSED_AT_THE_DOOR = "Lost HTTP/1.1 503"
OFTEN = 0.02


@dataclass
class Visitor:
    """Asks the front door again and again, and counts what it is answered with."""

    front: str
    met: Counter[str] = field(default_factory=Counter)
    is_over: Event = field(default_factory=Event)

    def stay(self) -> None:
        """Ask until it is over."""
        parts = urlsplit(self.front)
        while not self.is_over.wait(OFTEN):
            connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=5)
            try:
                connection.request("GET", "/api/work")
                self.met[kind_of(connection.getresponse())] += 1
            except (OSError, http.client.HTTPException) as error:
                self.met[type(error).__name__] += 1
            finally:
                connection.close()

    @property
    def strange(self) -> dict[str, int]:
        """Answers that were neither the release's nor the page."""
        return {kind: times for kind, times in self.met.items() if kind not in {"release", "page"}}


def kind_of(answer: http.client.HTTPResponse) -> str:
    """The release's own answer, our page, or what else it is."""
    body = answer.read()
    if answer.status == http.client.OK:
        return "release"
    is_page = answer.status == http.client.SERVICE_UNAVAILABLE and MARK in body
    return "page" if is_page else f"{answer.status} {body[:60]!r}"


@contextmanager
def visited(front: str) -> Iterator[Visitor]:
    """A visitor for as long as the block lasts."""
    visitor = Visitor(front)
    thread = Thread(target=visitor.stay, daemon=True)
    thread.start()
    try:
        yield visitor
    finally:
        visitor.is_over.set()
        thread.join(10)


def cut(load: Load) -> dict[str, int]:
    """Streams that were cut after they had begun; one that met the page never began."""
    return {why: times for why, times in load.seen["cut"].items() if REFUSED_AT_THE_DOOR not in why}


def played(scene: Scene, rounds: int) -> int:
    """Drain twice and resume twice, so many times, under load; prints the figures, and gives the faults."""
    drained, resumed = list[Ended](), list[Ended]()
    with visited(scene.desk.front) as visitor, load_on(scene.desk.front, **STREAMS) as load:
        for _ in range(rounds):
            drained.append(scene.desk.sure(*DRAIN))
            scene.desk.sure(*DRAIN)
            resumed.append(scene.desk.sure(*RESUME))
            scene.desk.sure(*RESUME)
    slowest = [max(ended.seconds for ended in some) for some in (drained, resumed)]
    print(f"drains and resumes: {rounds} each, all twice; slowest {slowest[0]:.1f} s and {slowest[1]:.1f} s")
    print(f"answers: {dict(visitor.met)}, strange ones: {visitor.strange or 'none'}")
    print(f"streams of 5 s: {load.seen['streams']}, cut after their beginning: {cut(load) or 'none'}")
    faults = scene.judge.faults(scene.live)
    print("\n".join(faults), flush=True)
    return len(visitor.strange) + len(cut(load)) + len(faults)


def killed(scene: Scene, words: tuple[str, ...], at: int, *, is_after: bool) -> str:
    """Kill the command at a call, type it again, and put all back; what is wrong, empty where nothing is."""
    process = scene.desk.begun(*words)
    scene.gateway.start(Trap(at, is_after, process.kill))
    process.communicate(timeout=120)
    scene.gateway.start()
    again = scene.desk.typed(*words)
    wrong = [] if again.code == 0 else [f"the second run ended with {again.code}: {told(again)}"]
    back = scene.desk.typed(*RESUME)
    wrong += [] if back.code == 0 else [f"the resume ended with {back.code}: {told(back)}"]
    return "; ".join(wrong + scene.judge.faults(scene.live))


def swept(scene: Scene, words: tuple[str, ...], step: int) -> int:
    """Print a line for every point: where the command was killed, and how it ended; gives the faults."""
    faults = 0
    for at, is_after, name in _points(scene, words, step):
        if words == RESUME:
            scene.desk.sure(*DRAIN)
        began = monotonic()
        wrong = killed(scene, words, at, is_after=is_after)
        faults += bool(wrong)
        where = f"{words[0]:<19}{'after' if is_after else 'before':>7} {at:>3} {name:<28}"
        print(f"{where}{monotonic() - began:6.1f} s  {wrong or 'converged'}", flush=True)
    return faults


def _points(scene: Scene, words: tuple[str, ...], step: int) -> list[tuple[int, bool, str]]:
    """Before every call of an undisturbed run, and after each that changes something."""
    if words == RESUME:
        scene.desk.sure(*DRAIN)
    scene.gateway.start()
    scene.desk.sure(*words)
    calls = list(scene.gateway.calls)
    scene.desk.sure(*RESUME)
    before = [(at, False, name) for at, name in enumerate(calls, 1)]
    after = [(at, True, name) for at, name in enumerate(calls, 1) if changes_something(name)]
    return [*before[::step], *after[::step]]


def main() -> int:
    """Print the figures; 1 where something is not as it should be."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--step", type=int, default=1, help="kill at every so-manieth call")
    asked.add_argument("--verb", action="append", choices=(DRAIN[0], RESUME[0]))
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as name, scene_in(Path(name) / "desk") as scene:
        faults = played(scene, given.rounds) if given.rounds else 0
        for words in (DRAIN, RESUME):
            if not given.verb or words[0] in given.verb:
                faults += swept(scene, words, given.step)
    return int(faults > 0)


if __name__ == "__main__":
    sys.exit(main())
