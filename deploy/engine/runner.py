"""Runs any plan: refuse, hold the lease, look again, act step by step, recover from what is seen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Generic, Protocol, TypeVar

from deploy.connectors.clock.port import Clock
from deploy.engine.attention import Attention
from deploy.engine.events import PlanShown, Problem, RunEnded, Said, Screen, StepBegan, StepEnded, Waiting
from deploy.engine.herald import Herald
from deploy.engine.lease import Lease
from deploy.engine.order import Conclusion, Errand, Order, Thought
from deploy.errors import (
    ExitCode,
    Halted,
    LockedError,
    Refused,
    Reverted,
    SignedOut,
    Stopped,
    SwingbridgeError,
)
from deploy.model.lease import Claim
from deploy.model.plan import Plan, Step
from deploy.model.row import Kind

W = TypeVar("W")
_PAUSE_SECONDS = 2.0


class Pen(Protocol):
    """Writes rows of the ledger under the lease that is held."""

    def dip(self, plan_lines: tuple[str, ...]) -> None:
        """Make ready to write about a plan; from here on the lease is ours."""
        ...

    def write(self, kind: Kind, step: str = "", data: Mapping[str, str] | None = None) -> object:
        """Write one row."""
        ...


@dataclass(frozen=True)
class Desk:
    """What the runner works with."""

    clock: Clock
    screen: Screen
    lease: Lease
    pen: Pen
    attention: Attention
    claim: Callable[[Errand], Claim]
    ask: Callable[[str], None]
    """Asks the person for a yes to that question; raises where there is none."""
    wait_seconds: float = 0.0
    """How long to wait for somebody else's lease."""
    herald: Herald = field(default_factory=Herald)
    """Who tells people elsewhere."""


class Runner(Generic[W]):
    """Runs orders in one world."""

    def __init__(self, world: W, desk: Desk) -> None:
        self._world = world
        self._desk = desk
        self._news: tuple[str, ...] = ()
        self._problem = ""

    def show(self, order: Order[W]) -> ExitCode:
        """Print the plan and stop."""
        self._show(order, self._think(order))
        return ExitCode.DONE

    def run(self, order: Order[W]) -> ExitCode:
        """Run the order to its end; refusals and a lost lease are raised, every other end is a code."""
        began = self._desk.clock.boot()
        self._wait_for_others(order)
        thought = self._think(order)
        self._show(order, thought)
        desk = self._desk
        desk.ask(f"{order.errand.title}?")
        try:
            with desk.lease.held(desk.claim(order.errand), desk.wait_seconds, self._on_wait):
                plan = self._think_again(order, thought.plan)
                desk.pen.dip(plan.lines())
                return self._told(order, plan, began)
        finally:
            desk.herald.finish()

    def _told(self, order: Order[W], plan: Plan[W], began: float) -> ExitCode:
        """Carry it out; whoever was told of the beginning is told of every end."""
        try:
            return self._carry_out(order, plan, began)
        except Exception as problem:
            self._desk.herald.broke_off(order.errand, str(problem))
            raise

    def _think(self, order: Order[W]) -> Thought[W]:
        thought = order.think()
        self._refuse(thought)
        self._news = thought.news
        return thought

    def _wait_for_others(self, order: Order[W]) -> None:
        """Wait for somebody else's work to end, as long as the person allowed, before the lease is held."""
        clock, limit = self._desk.clock, self._desk.wait_seconds
        began = clock.boot()
        while (waited := clock.boot() - began) < limit:
            blocking = [o for o in order.think().objections if o.is_locked]
            if not blocking:
                return
            self._on_wait(Waiting(blocking[0].what, waited, limit))
            clock.sleep(min(_PAUSE_SECONDS, limit - waited))

    def _think_again(self, order: Order[W], shown: Plan[W]) -> Plan[W]:
        """The plan as it is under the lease; another one than was shown is shown, and asked for, again."""
        thought = self._think(order)
        if thought.plan.lines() != shown.lines():
            self._desk.screen.show(
                Said("things changed since the plan was made; this is the plan now", is_warning=True)
            )
            self._show(order, thought)
            self._desk.ask(f"{order.errand.title}, with the new plan?")
        return thought.plan

    def _refuse(self, thought: Thought[W]) -> None:
        if thought.objections:
            first, *others = thought.objections
            for other in others:
                self._desk.screen.show(
                    Problem(other.reference, other.what, other.why, other.do, ExitCode.REFUSED)
                )
            kind = LockedError if first.is_locked else Refused
            raise kind(first.reference, what=first.what, why=first.why, do=first.do)

    def _show(self, order: Order[W], thought: Thought[W]) -> None:
        for remark in thought.remarks:
            self._desk.screen.show(Said(remark))
        self._desk.screen.show(PlanShown(order.errand.title, thought.plan.lines()))

    def _on_wait(self, waiting: Waiting) -> None:
        self._desk.screen.show(waiting)
        self._desk.attention.heed_signal()

    def _carry_out(self, order: Order[W], plan: Plan[W], began: float) -> ExitCode:
        errand = order.errand
        words = {"verb": errand.verb, "release": errand.release, "base": errand.base, "why": errand.why}
        self._desk.pen.write(Kind.BEGIN, data=words)
        self._desk.herald.began(errand)
        for text in self._news:
            self._desk.herald.noticed(errand, text)
        try:
            self._run_steps(plan)
            code = ExitCode.DONE
        except Exception as problem:  # noqa: BLE001 - whatever failed, recovery is planned from what is seen
            code = self._recover(order, problem)
        return self._end(order, code, began)

    def _run_steps(self, plan: Plan[W]) -> None:
        for number, step in enumerate(plan.steps, start=1):
            self._desk.attention.between()
            self._run_step(step, number, len(plan.steps))
        if plan.ends_halted:
            raise Halted(
                "person-needed",
                what="stopped: neither forward nor back is safe without a person",
                why=plan.ends_halted,
                do="inv status shows both sides; then inv rollback --to=<release>, or inv deploy a fix",
            )

    def _run_step(self, step: Step[W], number: int, count: int) -> None:
        """Intent, act, observation, done: each a row; done comes only from an observation after the act."""
        desk, began = self._desk, self._desk.clock.boot()
        desk.screen.show(StepBegan(number, count, step.name))
        desk.pen.write(Kind.INTENT, step.name)
        seen = step.act(self._world) or step.observe(self._world)
        desk.pen.write(Kind.OBSERVED, step.name, {"seen": seen.text})
        desk.screen.show(StepEnded(step.name, seen.is_so, desk.clock.boot() - began, seen.text))
        if not seen.is_so:
            raise Reverted("step-not-so", what=f"not so: {step.name}", why=seen.text, do="inv status")
        desk.pen.write(Kind.DONE, step.name)

    def _recover(self, order: Order[W], problem: Exception) -> ExitCode:
        """Undo what has to be undone; a lost lease ends the run before anything else is sent."""
        desk = self._desk
        desk.lease.guard()
        desk.screen.show(described(problem))
        self._problem = described(problem).reference
        is_stop = isinstance(problem, Stopped)
        with desk.attention.undisturbed():
            try:
                plan = order.recover(is_stop)
                if not plan.is_empty:
                    desk.screen.show(PlanShown(f"the way back from: {order.errand.title}", plan.lines()))
                    desk.herald.turned(order.errand, f"{described(problem).what}: {plan.reason}")
                self._run_steps(plan)
            except Exception as trouble:  # noqa: BLE001 - a recovery that fails is a halt, whatever failed
                desk.lease.guard()
                desk.screen.show(described(trouble))
                return ExitCode.STOPPED if isinstance(trouble, Stopped | SignedOut) else ExitCode.HALTED
        if isinstance(problem, Halted):
            return ExitCode.HALTED
        return ExitCode.STOPPED if plan.is_resumable else ExitCode.REVERTED

    def _end(self, order: Order[W], code: ExitCode, began: float) -> ExitCode:
        """Look a last time; what is seen can make the end worse than it was thought to be, never better."""
        conclusion = self._conclude(order)
        if code in {ExitCode.DONE, ExitCode.REVERTED} and not conclusion.is_sound:
            code = ExitCode.STOPPED if conclusion.is_out_of_reach else ExitCode.HALTED
        if code is not ExitCode.DONE and conclusion.failed_line:
            conclusion = replace(conclusion, next_line=conclusion.failed_line)
        data = {"exit_code": str(int(code)), "summary": conclusion.text}
        if self._problem:
            data["problem"] = self._problem
        self._desk.pen.write(Kind.END, data=data)
        seconds = self._desk.clock.boot() - began
        self._desk.screen.show(RunEnded(code, conclusion.text, conclusion.next_line, seconds))
        self._desk.herald.ended(order.errand, code, conclusion)
        return code

    def _conclude(self, order: Order[W]) -> Conclusion:
        """The last look; where it fails, what is live is unknown, and that is neither success nor failure."""
        try:
            return order.conclude()
        except Exception as problem:  # noqa: BLE001 - an unknown outcome is reported as such, whatever failed
            self._desk.screen.show(described(problem))
            return Conclusion(
                is_sound=False,
                text="what is live could not be seen",
                next_line="inv status",
                is_out_of_reach=isinstance(problem, Stopped | SignedOut),
            )


def described(problem: Exception) -> Problem:
    """An error in the house form, also where it is none of ours."""
    if isinstance(problem, SwingbridgeError):
        return Problem(problem.reference, problem.what, problem.why, problem.do, problem.exit_code)
    return Problem(
        "unexpected-failure",
        what=f"something failed that the tool does not know: {type(problem).__name__}",
        why=str(problem) or "it gave no reason",
        do="inv status; what failed is in the ledger: inv history",
        exit_code=ExitCode.REVERTED,
    )
