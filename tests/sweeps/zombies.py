"""Stops a deploy at one point for longer than its lease, lets a rival finish, wakes it up, and judges."""

import json
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from deploy.errors import ExitCode
from deploy.model.history import history_of
from deploy.model.row import Kind, first_break
from tests.sweeps.gate import Gate, fall_asleep
from tests.sweeps.judging import of_fences
from tests.sweeps.processes import ended, fork, in_parallel, is_asleep
from tests.sweeps.scene import INSIDE, Scene, Typed

ZOMBIE, RIVAL = "zombie", "rival"


@dataclass(frozen=True, slots=True)
class Sleep:
    """What came of one point: whether the lease was held there, how both ended, and what is wrong."""

    at: int
    point: str = ""
    was_held: bool = False
    zombie_code: int = 0
    stale_sends: int = 0
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class Graveyard:
    """A folder to work in."""

    folder: Path
    components: int = 1
    lease_seconds: float = 1.0
    most_at_a_time: int = 8

    def template(self) -> Scene:
        """An environment with a release live."""
        scene = Scene(self.folder / "template", self.components, self.lease_seconds)
        if not scene.folder.exists():
            scene.folder.mkdir(parents=True)
            calm = scene.unhurried()
            assert ended(fork(lambda: calm.give(Typed("deploy", "v1"), Gate()).code)) == 0
        return scene

    def points(self) -> tuple[str, ...]:
        """The points that an undisturbed deploy passes."""
        scene = self._copied("counted")

        def counted() -> int:
            gate = Gate()
            scene.unhurried().give(Typed("deploy", "v2"), gate)
            (scene.folder / "points").write_text(json.dumps(gate.points))
            return 0

        ended(fork(counted))
        return tuple(json.loads((scene.folder / "points").read_text()))

    def run(self, points: range) -> Iterator[Sleep]:
        """Sleep at each of the points, in processes of its own each."""
        self.template()

        def work(at: int) -> Callable[[], int]:
            return lambda: self._played(at)

        for code in in_parallel(map(work, points), self.most_at_a_time):
            assert code == 0, "a judge has failed"
        for at in points:
            said = json.loads((self.folder / str(at) / "sleep").read_text())
            yield Sleep(**{**said, "faults": tuple(said["faults"])})
            shutil.rmtree(self.folder / str(at))

    def _played(self, at: int) -> int:
        scene = self._copied(str(at))
        gate = Gate(at, fall_asleep)

        def deploy() -> int:
            code = scene.give(Typed("deploy", "v2"), gate, ZOMBIE).code
            (scene.folder / "point").write_text(gate.points[at - 1] if len(gate.points) >= at else "")
            return code

        zombie = fork(deploy)
        sleep = self._woken(scene, zombie, at) if is_asleep(zombie) else Sleep(at)
        (scene.folder / "sleep").write_text(json.dumps(asdict(sleep)))
        return 0

    def _woken(self, scene: Scene, zombie: int, at: int) -> Sleep:
        """Let the rival come and go while the zombie sleeps, then wake it."""
        was_held = scene.store.read().who == ZOMBIE
        written = {row.kind for row in scene.store.rows() if row.who == ZOMBIE}
        rival_code = ended(fork(lambda: scene.give(Typed("deploy", "v3"), Gate(), RIVAL).code))
        before = len(scene.sends())
        os.kill(zombie, signal.SIGCONT)
        code = ended(zombie)
        stale = len(scene.sends()) - before if was_held else 0
        point = (scene.folder / "point").read_text()
        faults = [f"the rival ended with {rival_code}"] if rival_code else []
        if point != INSIDE:
            faults += [f"{stale} stale sends"] if stale else []
            faults += _faults(scene, code, _allowed(written, was_held=was_held))
        return Sleep(at, point, was_held, code, stale, tuple(faults))

    def _copied(self, name: str) -> Scene:
        template = self.template()
        folder = self.folder / name
        shutil.copytree(template.folder, folder)
        return replace(template, folder=folder)


def _allowed(written: set[Kind], *, was_held: bool) -> set[ExitCode]:
    """How a zombie may end: a holder with 8, unless it had written nothing yet, or its last row already."""
    if Kind.END in written:
        return {ExitCode.DONE}
    if not was_held:
        return {ExitCode.DONE, ExitCode.REFUSED}
    return {ExitCode.STOPPED} if written else {ExitCode.STOPPED, ExitCode.REFUSED}


def _faults(scene: Scene, code: int, allowed: set[ExitCode]) -> Iterator[str]:
    """Whoever wrote last is live; the sends are in order, the ledger whole, the lease free."""
    if code not in allowed:
        yield f"the zombie ended with {code}"
    yield from of_fences(scene.sends())
    past = history_of(scene.store.rows())
    for name, site in scene.state.sites:
        found = site.live.release if site.live else None
        if (found, site.share) != (past.live, 0):
            yield f"{name}: {found} is live, not {past.live}"
    if past.live != "v3" and ExitCode.STOPPED in allowed:
        yield f"{past.live} is live, not the rival's release"
    if broken := first_break(scene.store.rows(), scene.store.head()):
        yield f"the ledger is broken: {broken}"
    if scene.store.read().owner:
        yield "the lease is still held"
