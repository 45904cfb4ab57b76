"""One system in one environment, ready to be looked at and acted upon."""

from collections.abc import Callable
from dataclasses import dataclass

from deploy.bootstrap.accounts import open_clients
from deploy.bootstrap.office import open_office
from deploy.bootstrap.outside import Outside, Person
from deploy.bootstrap.rooms import RealRooms
from deploy.bootstrap.scanners import open_signer
from deploy.bootstrap.town import open_herald
from deploy.connectors.clock.port import Clock
from deploy.connectors.signer.port import Signer
from deploy.engine.events import Said, Screen, TrafficMoved
from deploy.engine.journal import Author, Journal
from deploy.engine.lease import Lease
from deploy.engine.order import Order
from deploy.engine.runner import Desk, Runner
from deploy.engine.waiting import Patience, Waiter
from deploy.errors import ExitCode
from deploy.rollout.bar import Bar
from deploy.rollout.orders import Lookout
from deploy.rollout.ports import Catalogue, Ground
from deploy.rollout.steps.ground import Grounded
from deploy.settings.schema import Settings


@dataclass(frozen=True)
class World:
    """One system in one environment, ready to be looked at and acted upon."""

    settings: Settings
    outside: Outside
    ground: Ground
    lookout: Lookout
    catalogue: Catalogue
    lease: Lease
    desk: Desk
    author: Author

    def signer(self) -> Signer:
        """Who signs images, and knows whose signatures count."""
        return open_signer(self.settings, self.outside)

    def open_journal(self) -> Journal:
        """The ledger, for rows outside any plan; the lease has to be held."""
        return Journal(self.outside.store, lambda: self.lease.holder, self.outside.clock, self.author)

    def carry_out(self, order: Order[Grounded], *, only_plan: bool) -> ExitCode:
        """Run the order, or print its plan and stop."""
        runner: Runner[Grounded] = Runner(self, self.desk)
        return runner.show(order) if only_plan else runner.run(order)


def open_world(settings: Settings, outside: Outside, person: Person) -> World:
    """Everything that acting on one system in one environment needs."""
    clock = outside.clock
    office = open_office(settings, outside, person, open_herald(settings, outside, person))
    lease, attention, pen = office.lease, office.attention, office.pen
    rooms = RealRooms(outside.root, clock, lease.guard, open_clients(settings, outside.root))
    built = outside.build(settings, rooms)
    ground = Ground(
        places=built.places,
        waiter=Waiter(clock, outside.screen.show, attention.between, settings.waits.outage_seconds),
        patience=_patience(settings),
        record=pen.write,
        show_share=_changes_only(outside.screen),
        show_answer=_first_only(outside.screen, clock),
        bar=_bar(settings),
        database=built.database,
        instances=built.instances,
    )
    tail = f"--env={settings.environment} --app={settings.system}"
    lookout = Lookout(ground, outside.archive.history, tail)
    return World(settings, outside, ground, lookout, built.catalogue, lease, office.desk, office.author)


def _changes_only(screen: Screen) -> Callable[[str, int], None]:
    """Shows the share of a component when it is another than the last one."""
    shown: dict[str, int] = {}

    def show(component: str, share: int) -> None:
        if shown.get(component) != share:
            shown[component] = share
            screen.show(TrafficMoved(component, share))

    return show


def _first_only(screen: Screen, clock: Clock) -> Callable[[str], None]:
    """Says how long a release's first good answer through the front door took, from the command's start."""
    began, met = clock.boot(), set[str]()

    def show(release: str) -> None:
        if release not in met:
            met.add(release)
            seconds = clock.boot() - began
            screen.show(Said(f"first good answer of {release} through the front door after {seconds:.1f} s"))

    return show


def _bar(settings: Settings) -> Bar:
    rules = settings.verify
    return Bar(rules.good_percent, rules.window_seconds, rules.settle_seconds)


def _patience(settings: Settings) -> Patience:
    waits = settings.waits
    return Patience(waits.healthy_seconds, waits.no_progress_seconds, longest_pause=waits.interval_seconds)
