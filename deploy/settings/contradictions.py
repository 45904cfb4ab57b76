"""Settings that are each allowed and cannot be true together; the arithmetic is shown."""

from collections.abc import Callable, Iterator
from typing import Final

from deploy.errors import UsageError
from deploy.model.window import Window
from deploy.settings.component_contradictions import of_component
from deploy.settings.contradiction import Contradiction, listed
from deploy.settings.layers import Layers
from deploy.settings.schema import LedgerKind, SettingsFile
from deploy.settings.supply_contradictions import of_scan, of_signing


def refuse_contradictions(file: SettingsFile, environment: str, layers: Layers) -> None:
    """Raise the error for the first contradiction."""
    for found in contradictions(file, environment):
        what = f"{layers.place(found.path)}: {found.what}"
        raise UsageError("settings-contradiction", what=what, why=found.why, do=found.do)


def contradictions(file: SettingsFile, environment: str) -> Iterator[Contradiction]:
    """Everything in the settings that speaks against something else in them."""
    for name, component in file.components.items():
        yield from of_component(name, component, file)
    for look in _LOOKS:
        yield from look(file)
    yield from _production(file, environment)


def _shift_order(file: SettingsFile) -> Iterator[Contradiction]:
    names = sorted(file.components)
    if file.shift_order is None and len(names) > 1:
        yield Contradiction(
            ("components",),
            "shift_order is missing",
            f"there are {len(names)} components, and the order in which traffic moves must be said",
            f"add to app.toml: shift_order = {listed(names)}",
        )
    elif file.shift_order is not None and sorted(file.shift_order) != names:
        yield Contradiction(
            ("shift_order",),
            f"shift_order is {listed(file.shift_order)}, the components are {listed(names)}",
            "each component must be named exactly once",
            f"correct it: shift_order = {listed(names)}, in the order you want",
        )


def _revert_outlives_watch(file: SettingsFile) -> Iterator[Contradiction]:
    watches = [c.watch_seconds * len(c.stages) for c in file.components.values()]
    if file.revert_seconds <= sum(watches):
        sums = " + ".join(f"{c.watch_seconds:g} x {len(c.stages)}" for c in file.components.values())
        yield Contradiction(
            ("revert_seconds",),
            f"revert_seconds is {file.revert_seconds:g}, the watches take {sum(watches):g}",
            f"watch_seconds x stages: {sums} = {sum(watches):g}; the traffic would go back meanwhile",
            f"set revert_seconds above {sum(watches):g}, or shorten watch_seconds",
        )


def _ledger_place(file: SettingsFile) -> Iterator[Contradiction]:
    ledger = file.ledger
    needed, given = ("path", ledger.path) if ledger.kind is LedgerKind.SQLITE else ("table", ledger.table)
    if given is None:
        yield Contradiction(
            ("ledger", "kind"),
            f"ledger.kind is {ledger.kind.value}, and ledger.{needed} is missing",
            f"a {ledger.kind.value} ledger lives in a {'file' if needed == 'path' else 'table'}",
            f"add under [ledger]: {needed} = "
            + ('".swingbridge/ledger.db"' if needed == "path" else '"swingbridge-ledger"'),
        )


def _platform_table(file: SettingsFile) -> Iterator[Contradiction]:
    kinds = {file.platform.kind: ("platform", "kind")} | {
        component.platform: ("components", name, "platform")
        for name, component in file.components.items()
        if component.platform is not None
    }
    for kind, path in kinds.items():
        if getattr(file.platform, kind.table) is None:
            yield Contradiction(
                path,
                f"the platform is {kind.value}, and [platform.{kind.table}] is missing",
                "each kind of platform has a table of its own with what it needs",
                f"add [platform.{kind.table}]; apps/reference.toml shows its keys",
            )
        if kind.is_on_aws and file.aws is None:
            yield Contradiction(
                path,
                f"the platform is {kind.value}, and [aws] is missing",
                "a run must know in which region it may act",
                'add to app.toml: [aws] and under it region = "us-east-1", or the region that is yours',
            )


def _waits(file: SettingsFile) -> Iterator[Contradiction]:
    waits = file.waits
    if waits.no_progress_seconds > waits.healthy_seconds:
        yield Contradiction(
            ("waits", "no_progress_seconds"),
            f"waits.no_progress_seconds ({waits.no_progress_seconds:g}) is longer than "
            f"waits.healthy_seconds ({waits.healthy_seconds:g})",
            f"{waits.no_progress_seconds:g} > {waits.healthy_seconds:g}: it ends before it can be stuck",
            "lower no_progress_seconds, or raise healthy_seconds",
        )
    if waits.interval_seconds >= waits.no_progress_seconds:
        yield Contradiction(
            ("waits", "interval_seconds"),
            f"waits.interval_seconds ({waits.interval_seconds:g}) is not shorter than "
            f"waits.no_progress_seconds ({waits.no_progress_seconds:g})",
            "we would call it stuck before we had looked twice",
            "lower interval_seconds",
        )


def _lease_outlives_looks(file: SettingsFile) -> Iterator[Contradiction]:
    longest = 3 * file.waits.interval_seconds
    if file.lease_seconds < longest:
        yield Contradiction(
            ("lease_seconds",),
            f"lease_seconds is {file.lease_seconds:g}, shorter than three looks",
            f"3 x interval_seconds {file.waits.interval_seconds:g} = {longest:g}: one slow look loses it",
            f"set lease_seconds to at least {longest:g}, or lower waits.interval_seconds",
        )


def _database_component(file: SettingsFile) -> Iterator[Contradiction]:
    if file.database is not None and file.database.component not in file.components:
        yield Contradiction(
            ("database", "component"),
            f'database.component is "{file.database.component}", which is no component',
            f"migrations run in the image of one of {listed(sorted(file.components))}",
            "name one of them",
        )


def _windows(file: SettingsFile) -> Iterator[Contradiction]:
    for number, text in enumerate(file.approvals.windows):
        if Window.of(text).is_empty:
            yield Contradiction(
                ("approvals", "windows", number),
                f'the window "{text}" ends before it begins',
                "no moment of the day would be in it",
                "write two windows where one goes over midnight",
            )


def _production(file: SettingsFile, environment: str) -> Iterator[Contradiction]:
    if environment == "production" and not file.is_production:
        yield Contradiction(
            ("is_production",),
            "the environment production does not say is_production = true",
            "what guards production hangs on that key",
            "add to production.toml: is_production = true",
        )
    if file.is_production and not file.approvals.needs_digest:
        yield Contradiction(
            ("approvals", "needs_digest"),
            "approvals.needs_digest is false in production",
            "a tag can be moved; production takes images by digest only",
            "delete the line, or set needs_digest = true",
        )


_LOOKS: Final[tuple[Callable[[SettingsFile], Iterator[Contradiction]], ...]] = (
    _shift_order,
    _ledger_place,
    _platform_table,
    _waits,
    _lease_outlives_looks,
    _revert_outlives_watch,
    _database_component,
    _windows,
    of_scan,
    of_signing,
)
