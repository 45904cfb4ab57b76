"""What is going on right now, as a value; each event gives the next one."""

from dataclasses import dataclass, replace

from deploy.engine.events import Event, PartSpoke, PlanShown, StepBegan, StepEnded, TrafficMoved, Waiting
from deploy.engine.screen.wording import steps_of


@dataclass(frozen=True, slots=True)
class Board:
    """The plan, the present step and wait with the moments they were reported, and the traffic."""

    plan: tuple[str, ...] = ()
    step: StepBegan | None = None
    step_since: float = 0.0
    wait: Waiting | None = None
    wait_since: float = 0.0
    parts: tuple[PartSpoke, ...] = ()
    """The last line of each part of the step."""
    traffic: tuple[TrafficMoved, ...] = ()

    def after(self, event: Event, now: float) -> "Board":
        """The board once the event has happened."""
        board = self
        match event:
            case PlanShown():
                board = Board(plan=steps_of(event))
            case StepBegan():
                board = replace(self, step=event, step_since=now, wait=None, parts=())
            case Waiting():
                board = replace(self, wait=event, wait_since=now)
            case PartSpoke():
                latest = {spoke.part: spoke for spoke in self.parts} | {event.part: event}
                board = replace(self, parts=tuple(latest.values()))
            case TrafficMoved():
                board = replace(self, traffic=self._with(event))
            case StepEnded():
                board = self.without_step()
        return board

    def without_step(self) -> "Board":
        """The board between two steps."""
        return replace(self, step=None, wait=None, parts=())

    def upcoming(self, most: int) -> tuple[tuple[int, str], ...]:
        """The next steps with their numbers; none where the plan and the run do not count alike."""
        if self.step is None or self.step.count != len(self.plan):
            return ()
        first = self.step.number
        return tuple(enumerate(self.plan[first : first + most], start=first + 1))

    def _with(self, moved: TrafficMoved) -> tuple[TrafficMoved, ...]:
        """The traffic in the order in which the components first appeared."""
        by_component = {known.component: known for known in self.traffic}
        return tuple({**by_component, moved.component: moved}.values())
