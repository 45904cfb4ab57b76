"""SIGKILL before and after every port call of every command, then the same command once more.

    python -m bench.kill_sweep [--scenario=deploy-good-1 ...] [--step=1] [--nested=0] [--seed=1]

Processes, signals, files and the clock are real; the platform is the memory platform in a file. With
`--nested=2500` as many pairs are drawn with the seed: the rerun is killed too, and one more has to end it.
"""

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from tests.sweeps.kill import LEASE_SECONDS, Case, Finding, Sweep, workers
from tests.sweeps.processes import in_memory
from tests.sweeps.scenarios import SCENARIOS

HEAD = "scenario               points  killed  converged  takeovers  median s  over lease  seconds"
"""`over lease` is the longest takeover, less the lease that had to run out."""


def every_point(sweep: Sweep, name: str, step: int) -> list[Case]:
    """A case for each point, or for one in so many."""
    return [Case(name, at) for at in range(1, len(sweep.points(SCENARIOS[name])) + 1, step)]


def pairs(sweep: Sweep, names: list[str], count: int, seed: int) -> list[Case]:
    """Cases in which the rerun is killed as well, the scenario and both points drawn by chance."""
    chance = random.Random(seed)
    lengths = {name: len(sweep.points(SCENARIOS[name])) for name in names}

    def drawn() -> Case:
        name = chance.choice(names)
        return Case(name, chance.randint(1, lengths[name]), chance.randint(1, lengths[name]))

    return sorted({drawn() for _ in range(count)}, key=lambda case: (case.scenario, case.at, case.then_at))


def line(name: str, findings: list[Finding], took: float) -> str:
    """One line of the table."""
    late = [f.takeover_seconds for f in findings if f.takeover_seconds]
    middle = statistics.median(late) if late else 0.0
    longest = max((f.takeover_seconds - f.lease_seconds for f in findings if f.takeover_seconds), default=0.0)
    killed, good = sum(bool(f.points) for f in findings), sum(not f.faults for f in findings)
    return (
        f"{name:<22} {len(findings):>6}  {killed:>6}  {good:>9}  {len(late):>9}  {middle:>8.2f}  "
        f"{longest:>10.2f}  {took:>7.1f}"
    )


def played(sweep: Sweep, name: str, cases: list[Case]) -> list[Finding]:
    """Play the cases, print their line, and every fault."""
    began = time.monotonic()
    findings = list(sweep.run(SCENARIOS, cases))
    print(line(name, findings, time.monotonic() - began), flush=True)
    for finding in findings:
        if finding.faults:
            print(f"  {finding.case} {finding.points}: {'; '.join(finding.faults)}", flush=True)
    return findings


def whole(sweep: Sweep, given: argparse.Namespace) -> Iterator[Finding]:
    """Everything that was asked for."""
    names = given.scenario or list(SCENARIOS)
    for name in names:
        yield from played(sweep, name, every_point(sweep, name, given.step))
    if given.nested:
        cases = pairs(sweep, names, given.nested, given.seed)
        yield from played(sweep, f"nested, seed {given.seed}", cases)


def main() -> int:
    """Print the table; 1 where a case did not converge."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--scenario", action="append", choices=SCENARIOS)
    asked.add_argument("--step", type=int, default=1)
    asked.add_argument("--nested", type=int, default=0)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--lease", type=float, default=LEASE_SECONDS)
    asked.add_argument("--folder", type=Path, default=in_memory(), help="where the environments are made")
    given = asked.parse_args()
    began = time.monotonic()
    print(HEAD, flush=True)
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        sweep = replace(Sweep(Path(folder)), lease_seconds=given.lease, most_at_a_time=workers())
        findings = list(whole(sweep, given))
    print(line("all", findings, time.monotonic() - began))
    return int(any(finding.faults for finding in findings))


if __name__ == "__main__":
    sys.exit(main())
