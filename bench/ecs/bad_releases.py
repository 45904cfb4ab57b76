"""Releases that are wrong, each in a way of its own: detected, taken back, the old one serving.

    python -m bench.ecs.bad_releases [--fault=broken ...] [--watch=6]

Under load, with a watch of some seconds. Detected is counted from the command to the line that says what is
wrong. Wrong answers are those that a client outside got, and within is from the first of them to the last.
"""

import argparse
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import monotonic, time

from bench.ecs.desk import Desk, desk_in
from bench.ecs.judge import Judge
from bench.ecs.loading import LIGHT, load_on

REVERTED = 4
FAULTS = {
    "broken": "crash loop",
    "slow": "slow start, longer than the wait",
    "wrong": "200 with the wrong version",
    "flap": "well and unwell by turns",
    "sick": "500 once it has traffic",
    "late": "every answer right, and slow under load",
    "hang": "hangs after the shift",
    "loop": "health redirects to itself",
    "half": "half the copies answer as another release",
    "huge": "ten gigabytes of health",
}
"""The ending of a release's name, and what it does."""
LONG_WATCHES = {"late": 40.0}
"""The load balancer's figures come every ten seconds, as they come every minute on AWS."""
_PROBLEM = re.compile(r"^(\S+Z) problem +(\S+): .*?why: (.*?) \| do:", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of one bad release."""

    fault: str
    code: int
    seconds: float
    seconds_to_detect: float | None
    """None where nothing was said to be wrong."""
    wrong_answers: int
    seconds_to_good: float
    why: str
    faults: tuple[str, ...]

    @property
    def is_good(self) -> bool:
        """Whether it was detected and taken back."""
        return self.code == REVERTED and not self.faults


def settings(watch: float) -> dict[str, str]:
    """The changes of the local settings."""
    return {
        "watch_seconds = 2": f"watch_seconds = {watch:g}",
        "bake_seconds = 2": "bake_seconds = 0.5",
        "healthy_seconds = 120": "healthy_seconds = 30",
        "no_progress_seconds = 60": "no_progress_seconds = 15",
    }


def played(desk: Desk, judge: Judge, fault: str, old: str) -> Finding:
    """Deploy one bad release under load, over a good one."""
    with watching(desk, LONG_WATCHES.get(fault)), load_on(desk.front, **LIGHT) as load:
        began, at = monotonic(), time()
        ended = desk.typed("deploy", f"--release=x-{fault}")
        seconds = monotonic() - began
    faults = judge.faults(old)
    if ended.code != REVERTED or faults:
        print(ended.out, flush=True)
    said = _PROBLEM.search(ended.out)
    return Finding(
        fault=fault,
        code=ended.code,
        seconds=seconds,
        seconds_to_detect=datetime.fromisoformat(said[1]).timestamp() - at if said else None,
        wrong_answers=load.lost,
        seconds_to_good=load.seen["last_loss"] - load.seen["first_loss"],
        why=f"{said[2]}, {said[3]}" if said else "",
        faults=tuple(faults),
    )


@contextmanager
def watching(desk: Desk, seconds: float | None) -> Iterator[None]:
    """Watch for so long instead, for a while."""
    local = desk.folder / "apps" / desk.system / "local.toml"
    was = local.read_text()
    if seconds is not None:
        local.write_text(re.sub(r"watch_seconds = [\d.]+", f"watch_seconds = {seconds:g}", was))
    try:
        yield
    finally:
        local.write_text(was)


def tell(finding: Finding) -> None:
    """A line for each."""
    detected = "never" if finding.seconds_to_detect is None else f"{finding.seconds_to_detect:.0f} s"
    how = "; ".join(finding.faults) or "the old release serves"
    print(
        f"{FAULTS[finding.fault]:<44} exit {finding.code}  detected after {detected:>5}  "
        f"{finding.wrong_answers:>4} wrong answers within {finding.seconds_to_good:4.1f} s  "
        f"{finding.seconds:5.1f} s in all  {how}\n    {finding.why}",
        flush=True,
    )


def main() -> int:
    """Print a line for each fault; 1 where one was not taken back."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--fault", action="append", choices=FAULTS)
    asked.add_argument("--watch", type=float, default=6.0)
    given = asked.parse_args()
    findings = []
    with tempfile.TemporaryDirectory() as name, desk_in(Path(name), settings(given.watch)) as desk:
        desk.sure("deploy", "--release=v1")
        for fault in given.fault or FAULTS:
            findings.append(played(desk, Judge(desk), fault, "v1"))
            tell(findings[-1])
    good = sum(finding.is_good for finding in findings)
    print(f"{good} of {len(findings)} detected and taken back")
    return int(good < len(findings))


if __name__ == "__main__":
    sys.exit(main())
