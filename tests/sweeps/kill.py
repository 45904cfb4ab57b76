"""Kills a command at one point with SIGKILL, looks at what stands, gives the command again, and judges."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path

from deploy.connectors.clock.system import SystemClock
from deploy.model.row import Kind
from tests.sweeps.gate import Gate, die
from tests.sweeps.judging import faults_of_end, faults_of_traffic
from tests.sweeps.processes import ended, fork, in_parallel
from tests.sweeps.scenarios import Scenario
from tests.sweeps.scene import Ending, Scene, Typed

_CLOCK = SystemClock()
LEASE_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Case:
    """A scenario, the point at which its command is killed, and the point at which the rerun is."""

    scenario: str
    at: int
    then_at: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of one case."""

    case: Case
    points: tuple[str, ...] = ()
    """Where the processes were killed; empty where the command was over before it came there."""
    faults: tuple[str, ...] = ()
    takeover_seconds: float = 0.0
    """From the kill to the first row of the rerun; 0 where no lease was held when the command died."""
    lease_seconds: float = 0.0


@dataclass(frozen=True)
class Sweep:
    """A folder to work in, and the scenarios as they stand before their command is given."""

    folder: Path
    lease_seconds: float = LEASE_SECONDS
    most_at_a_time: int = 6

    def template(self, scenario: Scenario) -> Scene:
        """The environment before the command; made once."""
        scene = self._scene(scenario, self.folder / "templates" / scenario.name)
        if not scene.folder.exists():
            scene.folder.mkdir(parents=True)
            codes = [ended(fork(partial(_given, scene.unhurried(), typed))) for typed in scenario.before]
            assert not any(codes), scenario.name
        return scene

    def points(self, scenario: Scenario) -> tuple[str, ...]:
        """The points that an undisturbed command passes."""
        scene = self._copied(scenario, "counted").unhurried()
        assert ended(fork(lambda: _reported(scene, scenario, Gate()))) == scenario.code, scenario.name
        return tuple(json.loads((scene.folder / "report").read_text())["points"])

    def run(self, scenarios: dict[str, Scenario], cases: Iterator[Case] | list[Case]) -> Iterator[Finding]:
        """Play the cases, several at a time, each in a folder and with processes of its own."""
        folders = []

        def work(case: Case) -> Callable[[], int]:
            scenario = scenarios[case.scenario]
            self.template(scenario)
            name = f"{case.scenario}-{case.at}-{case.then_at}"
            folders.append(self.folder / name)
            return lambda: self._played(scenario, case, name)

        for code in in_parallel(map(work, cases), self.most_at_a_time):
            assert code == 0, "a judge has failed"
        for folder in folders:
            yield _read(folder / "finding")
            shutil.rmtree(folder)

    def _played(self, scenario: Scenario, case: Case, name: str) -> int:
        """Play the case; in slower time where the machine was too busy for a healthy holder."""
        for factor in (1, 3, 9):
            scene = self._copied(scenario, name)
            slower = replace(scene, lease_seconds=factor * scene.lease_seconds)
            finding, ending = self._found(slower, scenario, case)
            if ending.reference != "lease-lost":
                break
        (scene.folder / "finding").write_text(json.dumps(asdict(finding)))
        return 0

    def _found(self, scene: Scene, scenario: Scenario, case: Case) -> tuple[Finding, Ending]:
        points, faults, died_at = [], [], 0.0
        for at in (case.at, case.then_at):
            if at:
                point = _killed(replace(scene, revert_seconds=scenario.revert_seconds), scenario, at)
                died_at = _CLOCK.boot()
                points += [point] if point else []
                faults += faults_of_traffic(scene.state)
        was_held, was_over = bool(scene.store.read().owner), _is_over(scene)
        ending, began_at = self._given_again(scene, scenario)
        faults += faults_of_end(scene, scenario, ending, was_over=was_over)
        late = began_at - died_at if was_held and began_at else 0.0
        return Finding(case, tuple(points), tuple(faults), late, scene.lease_seconds), ending

    def _given_again(self, scene: Scene, scenario: Scenario) -> tuple[Ending, float]:
        ended(fork(lambda: _reported(scene, scenario, Gate())))
        report = json.loads((scene.folder / "report").read_text())
        return Ending(report["code"], report["reference"]), report["began_at"]

    def _copied(self, scenario: Scenario, name: str) -> Scene:
        template = self.template(scenario)
        folder = self.folder / name
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(template.folder, folder)
        return replace(template, folder=folder)

    def _scene(self, scenario: Scenario, folder: Path) -> Scene:
        return Scene(folder, scenario.components, self.lease_seconds)


def _given(scene: Scene, typed: Typed) -> int:
    return scene.give(typed, Gate()).code


def _reported(scene: Scene, scenario: Scenario, gate: Gate) -> int:
    """Give the command, and leave a report of how it went."""
    ending = scene.give(scenario.command, gate)
    began_at = gate.first_at.get("before store.append", 0.0)
    report = asdict(ending) | {"began_at": began_at, "points": gate.points}
    (scene.folder / "report").write_text(json.dumps(report))
    return ending.code


def _killed(scene: Scene, scenario: Scenario, at: int) -> str:
    """Give the command and kill it there; the point's name, empty where it was over before."""
    told = scene.folder / "point"
    told.unlink(missing_ok=True)
    gate = Gate(at)

    def tell_and_die() -> None:
        told.write_text(gate.points[-1])
        die()

    gate.act = tell_and_die
    ended(fork(lambda: scene.give(scenario.command, gate).code))
    return told.read_text() if told.exists() else ""


def _is_over(scene: Scene) -> bool:
    last = scene.store.last()
    return last is not None and last.kind is Kind.END


def _read(path: Path) -> Finding:
    said = json.loads(path.read_text())
    lists = {"points": tuple(said["points"]), "faults": tuple(said["faults"])}
    return Finding(**{**said, **lists, "case": Case(**said["case"])})


def workers() -> int:
    """How many cases at a time keep this machine busy: each mostly waits for a lease to run out."""
    return 6 * len(os.sched_getaffinity(0))
