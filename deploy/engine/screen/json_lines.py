"""One JSON object per line and event; `docs/json.md` is the promise to programs that read them."""

import dataclasses
import json
import math

from deploy.connectors.clock.port import Clock
from deploy.engine.events import (
    Event,
    Facts,
    PartSpoke,
    PlanShown,
    Problem,
    RunEnded,
    Said,
    StepBegan,
    StepEnded,
    TrafficMoved,
    Waiting,
)
from deploy.engine.screen.outlet import Outlet

NAMES: dict[type[Event], str] = {
    PlanShown: "plan",
    StepBegan: "step-began",
    Waiting: "waiting",
    PartSpoke: "part",
    TrafficMoved: "traffic",
    StepEnded: "step-ended",
    Said: "said",
    Problem: "problem",
    Facts: "facts",
    RunEnded: "run-ended",
}


class JsonLinesScreen:
    """Writes every event, and nothing else."""

    def __init__(self, out: Outlet, clock: Clock) -> None:
        self._out = out
        self._clock = clock

    def show(self, event: Event) -> None:
        """Write the event as one object; ASCII only, so that no terminal acts upon foreign text."""
        at = f"{self._clock.wall():%Y-%m-%dT%H:%M:%S.%f}"[:-3] + "Z"
        fields = {name: _finite(value) for name, value in dataclasses.asdict(event).items()}
        self._out.line(json.dumps({"event": NAMES[type(event)], "at": at, **fields}, allow_nan=False))

    def close(self) -> None:
        """Nothing to leave behind."""


def _finite(value: object) -> object:
    """Durations to the millisecond; JSON has no word for endless, so null stands for it."""
    if not isinstance(value, float):
        return value
    return round(value, 3) if math.isfinite(value) else None
