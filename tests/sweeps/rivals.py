"""Lets several processes deploy different releases at once, and judges what came of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from deploy.errors import ExitCode
from deploy.model.history import Run, history_of
from deploy.model.row import first_break
from tests.sweeps.gate import Gate
from tests.sweeps.judging import faults_of_traffic, of_fences
from tests.sweeps.processes import ended, fork
from tests.sweeps.scene import Scene, Typed

MAY_LOSE_WITH = frozenset({ExitCode.LOCKED, ExitCode.REFUSED})
"""Somebody else held the lease, or went live first, so that the base was another one."""


@dataclass(frozen=True, slots=True)
class Round:
    """One contest: how each contender ended, and what is wrong about it."""

    codes: tuple[int, ...]
    faults: tuple[str, ...]


def contend(folder: Path, count: int, wait_seconds: float, lease_seconds: float) -> Round:
    """All deploy at the same moment, each a release of its own, over the release that is live."""
    folder.mkdir(parents=True)
    scene = Scene(folder, lease_seconds=lease_seconds)
    assert ended(fork(lambda: scene.give(Typed("deploy", "v1"), Gate()).code)) == 0
    names = [f"rival{number}" for number in range(count)]

    def started(name: str) -> int:
        return fork(lambda: scene.give(Typed("deploy", name), Gate(), name, wait_seconds).code)

    codes = tuple(ended(child) for child in [started(name) for name in names])
    return Round(codes, tuple(_faults(scene, names, codes)))


def _faults(scene: Scene, names: list[str], codes: tuple[int, ...]) -> Iterator[str]:
    winners = {name for name, code in zip(names, codes, strict=True) if code == ExitCode.DONE}
    runs = [run for run in history_of(scene.store.rows()).runs if run.who in names]
    yield from of_fences(scene.sends())
    yield from faults_of_traffic(scene.state)
    if not winners:
        yield "nobody won"
    if odd := set(codes) - MAY_LOSE_WITH - {ExitCode.DONE}:
        yield f"contenders ended with {sorted(odd)}"
    if {send.who for send in scene.sends()} - {"ada"} != winners or {run.who for run in runs} != winners:
        yield "a contender that did not win has changed something"
    if broken := first_break(scene.store.rows(), scene.store.head()):
        yield f"the ledger is broken: {broken}"
    if scene.store.read().owner:
        yield "the lease is still held"
    yield from _out_of_order(scene, runs)


def _out_of_order(scene: Scene, runs: list[Run]) -> Iterator[str]:
    """Each run has to stand upon the one before it, and the last one has to be live."""
    live = "v1"
    for run in runs:
        if run.base != live:
            yield f"{run.release} went over {run.base} while {live} was live"
        live = run.release
    lives = {site.live.release if site.live else "" for _, site in scene.state.sites}
    if lives != {live}:
        yield f"{lives} is live, not {live}"
