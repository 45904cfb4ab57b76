"""The strict client as others use it: begun, ended, and what it saw."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from bench.ecs.desk import ROOT, surroundings

ENDS_WITHIN = 60.0
LIGHT = {"kept": 20.0, "fresh": 10.0, "streams": 0.5}
FULL = {"kept": 170.0, "fresh": 60.0, "streams": 2.0}


@dataclass
class Load:
    """One strict client; what it saw is there when it has ended."""

    seen: dict[str, Any] = field(default_factory=dict)

    @property
    def lost(self) -> int:
        """Requests without their right answer."""
        return sum(self.seen["lost"].values())

    @property
    def cut(self) -> int:
        """Streams without their end."""
        return sum(self.seen["cut"].values())

    @property
    def rate(self) -> float:
        """Requests a second, streams left out."""
        return float(self.seen["sent"] / self.seen["seconds"])

    def percentile(self, share: float) -> float:
        """A latency in milliseconds."""
        ordered = sorted(self.seen["milliseconds"])
        return float(ordered[min(len(ordered) - 1, int(len(ordered) * share))])

    def lines(self) -> list[str]:
        """What it saw, in words."""
        seen = self.seen
        late = f"{seen['late']} requests were sent late, the client being kept from its work"
        said = [
            f"requests: {seen['sent']} in {seen['seconds']:.0f} s ({self.rate:.0f}/s), lost {self.lost}",
            f"streams of 5 s: {seen['streams']}, cut {self.cut}",
            f"latency: median {self.percentile(0.5):.0f} ms, p99 {self.percentile(0.99):.0f} ms; {late}",
        ]
        return said + [f"  {line}" for line in seen["first_losses"]]


@contextmanager
def load_on(url: str, *, kept: float, fresh: float, streams: float) -> Iterator[Load]:
    """Constant load for as long as the block lasts."""
    words = [f"--kept={kept}", f"--fresh={fresh}", f"--streams={streams}"]
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.ecs.load", url, *words],
        cwd=ROOT,
        env=surroundings(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    load = Load()
    try:
        yield load
    finally:
        said, _ = process.communicate(timeout=ENDS_WITHIN)
    load.seen = json.loads(said)
