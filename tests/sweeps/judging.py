"""What has to be so after a kill, and after the command was given again; each fault is a sentence."""

from collections.abc import Iterator

from deploy.errors import ExitCode
from deploy.model.history import history_of
from deploy.model.row import Kind, first_break
from deploy.platforms.memory.nature import STAND_INS, Nature
from deploy.platforms.memory.state import Site, Slot, State
from tests.sweeps.scenarios import Scenario
from tests.sweeps.scene import Ending, Scene, Send

SICK_BY_ITSELF = frozenset({Nature.SICK_UNDER_TRAFFIC, Nature.SICK_AFTER_CONFIRM})
"""What no test door can find out: these get traffic before they show it."""


def faults_of_traffic(state: State) -> list[str]:
    """Every side that has traffic and cannot answer it."""
    return [fault for name, site in state.sites for fault in _of_site(name, site)]


def _of_site(name: str, site: Site) -> Iterator[str]:
    if site.share and _is_dead(site.candidate):
        yield f"{name}: {site.share} % of the traffic is on a dead candidate"
    if site.live and site.share != 100 and _is_dead(site.live):
        yield f"{name}: {100 - site.share} % of the traffic is on a dead live side"


def _is_dead(slot: Slot | None) -> bool:
    """Whether a side is known to be unfit before it ever has traffic."""
    return slot is None or STAND_INS.of(slot.release) in set(Nature) - SICK_BY_ITSELF - {Nature.GOOD}


def faults_of_end(scene: Scene, scenario: Scenario, ending: Ending, *, was_over: bool) -> list[str]:
    """Everything that is not as the scenario's rerun has to leave it."""
    checks = (
        faults_of_history(scene, scenario.live),
        _of_code(scenario, ending, was_over=was_over),
        _of_ledger(scene, ending),
        _of_platform(scene.state, scenario),
        of_fences(scene.sends()),
    )
    return [fault for faults in checks for fault in faults]


def _of_code(scenario: Scenario, ending: Ending, *, was_over: bool) -> Iterator[str]:
    """A rollback that had come to its end before the kill is one; typed again it asks where to."""
    is_second = was_over and ending == Ending(ExitCode.REFUSED, "rollback-of-rollback")
    if ending.code != scenario.code and not is_second:
        yield f"the rerun ended with {ending.code} {ending.reference}, not with {scenario.code}"


def _of_ledger(scene: Scene, ending: Ending) -> Iterator[str]:
    store = scene.store
    if broken := first_break(store.rows(), store.head()):
        yield f"the ledger is broken: {broken}"
    if store.read().owner and ending.code != ExitCode.REFUSED:  # who is refused has not asked for the lease
        yield "the lease is still held"
    last = store.last()
    is_said = last is not None and last.kind is Kind.END and last.value("exit_code") == str(ending.code)
    if not is_said and ending.code != ExitCode.REFUSED:
        yield f"the command ended with {ending.code}, the ledger with {last}"


def _of_platform(state: State, scenario: Scenario) -> Iterator[str]:
    if len(state.sites) != scenario.components:
        yield f"{len(state.sites)} components stand, not {scenario.components}"
    for name, site in state.sites:
        live = site.live.release if site.live else None
        if (live, site.share, site.revert_at) != (scenario.live, 0, 0.0):
            yield f"{name}: {live} is live, {site.share} % elsewhere, revert at {site.revert_at}"
        if bool(site.notice) != scenario.is_closed and name != "worker":
            yield f"{name}: the door says {site.notice!r}"
    if state.schema.position != scenario.schema:
        yield f"the database is at {state.schema.revision}"
    if len(dict(state.backups)) != len(state.backups):
        yield f"a backup was made twice: {state.backups}"


def of_fences(sends: list[Send]) -> Iterator[str]:
    """Sends come in the order of their fences, and nobody shares one."""
    fences = [send.fence for send in sends]
    if fences != sorted(fences):
        yield f"sends went out under {fences}"
    if len({(send.fence, send.who) for send in sends}) != len(set(fences)):
        yield "two senders had one fence"


def faults_of_history(scene: Scene, live: str) -> Iterator[str]:
    """What the ledger says is live is what is live."""
    past = history_of(scene.store.rows())
    if past.live != live:
        yield f"the ledger says {past.live} is live, not {live}"
