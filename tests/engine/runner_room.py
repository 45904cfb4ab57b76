"""A runner over a lease, a ledger and a clock in memory, with steps that do as a test says."""

from collections.abc import Callable
from dataclasses import dataclass, field

from deploy.connectors.clock.memory import MemoryClock
from deploy.connectors.ledger.memory import MemoryLedger
from deploy.engine.attention import Attention
from deploy.engine.events import PlanShown, Problem, RunEnded
from deploy.engine.herald import Herald
from deploy.engine.journal import Author
from deploy.engine.lease import Lease
from deploy.engine.order import Conclusion, Errand, Order, Thought
from deploy.engine.pen import LedgerPen
from deploy.engine.runner import Desk, Runner
from deploy.engine.screen.recording import RecordingScreen
from deploy.errors import ExitCode, Refused, Stopped
from deploy.model.lease import Claim
from deploy.model.plan import Objection, Plan, Seen

ERRAND = Errand("deploy", "v2", "v1", "a reason", "deploy v2")
SOUND = Conclusion(is_sound=True, text="v2 is live", next_line="inv rollback")
UNSOUND = Conclusion(is_sound=False, text="web is sick", next_line="inv status")


@dataclass
class Done:
    """What was done, in order: the world of these runs."""

    acts: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Play:
    """A step that notes its name, does what it is told, and sees what it is told."""

    name: str
    does: Callable[[], None] = lambda: None
    is_so: bool = True

    def act(self, world: Done) -> None:
        """Note it and do it."""
        world.acts.append(self.name)
        self.does()

    def observe(self, _world: Done) -> Seen:
        """What the test says."""
        return Seen(self.is_so, f"{self.name} was seen")


FIRST, SECOND, BACK = Play("first"), Play("second"), Play("back")


def back(_is_stop: bool) -> Plan[Done]:  # noqa: FBT001 - the order's signature
    """A way back of one step."""
    return Plan("back", (BACK,))


def failing(error: BaseException) -> Callable[[], None]:
    """Something that fails."""

    def fail() -> None:
        raise error

    return fail


@dataclass
class Room:
    """Everything that one runner needs, and what came of it."""

    store: MemoryLedger = field(default_factory=MemoryLedger)
    clock: MemoryClock = field(default_factory=MemoryClock)
    screen: RecordingScreen = field(default_factory=RecordingScreen)
    world: Done = field(default_factory=Done)
    asked: list[str] = field(default_factory=list)
    is_stopping: bool = False
    refuses: bool = False
    herald: Herald = field(default_factory=Herald)

    def __post_init__(self) -> None:
        self.lease = Lease(self.store, self.clock, 90.0)
        pen = LedgerPen(self.store, self.lease, self.clock, Author("run-1", "ada", "1.0"))
        attention = Attention(self._check, lambda: self.lease.progress(self.clock.boot() + 120.0))
        desk = Desk(
            self.clock, self.screen, self.lease, pen, attention, _claim, self._ask, herald=self.herald
        )
        self.runner: Runner[Done] = Runner(self.world, desk)

    def _check(self) -> None:
        if self.is_stopping:
            raise Stopped("stopped-by-signal", what="stopped", why="SIGTERM", do="inv status")

    def _ask(self, question: str) -> None:
        self.asked.append(question)
        if self.refuses:
            raise Refused("not-confirmed", what="nothing was done", why="the answer was no", do="ask again")

    def stop(self) -> None:
        """A signal comes."""
        self.is_stopping = True

    @property
    def rows(self) -> list[tuple[str, str]]:
        """Kind and step of each row."""
        return [(row.kind.value, row.step) for row in self.store.rows()]

    @property
    def ending(self) -> tuple[str, str]:
        """Exit code and summary of the END row."""
        row = self.store.rows()[-1]
        assert row.kind.value == "end"
        return row.value("exit_code"), row.value("summary")

    @property
    def plans(self) -> list[tuple[str, ...]]:
        """The plans that were shown."""
        return [event.lines for event in self.screen.events if isinstance(event, PlanShown)]

    @property
    def problems(self) -> list[Problem]:
        """The problems that were shown."""
        return [event for event in self.screen.events if isinstance(event, Problem)]

    @property
    def shown_code(self) -> ExitCode:
        """The exit code that the person was shown."""
        return next(event.exit_code for event in self.screen.events if isinstance(event, RunEnded))


def _claim(errand: Errand) -> Claim:
    return Claim("ada", "here", errand.title)


def order(
    *steps: Play,
    back: Callable[[bool], Plan[Done]] = lambda _: Plan("nothing to undo"),
    ends: Callable[[], Conclusion] = lambda: SOUND,
    halted: str = "",
    objections: tuple[Objection, ...] = (),
) -> Order[Done]:
    """An order whose plan never changes."""
    thought = Thought(Plan("v2 goes live", steps, ends_halted=halted), objections)
    return Order(ERRAND, lambda: thought, back, ends)
