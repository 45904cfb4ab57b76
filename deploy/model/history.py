"""What the ledger's rows add up to: runs, releases, what is live, what was proved, what is bad."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace

from deploy.model.goal import ROLLOUTS, Verb
from deploy.model.maintenance import Maintenance, maintenance_from
from deploy.model.release import NO_SCHEMA, Artifact, Release, Scan, Schema
from deploy.model.row import Kind, Row

_STOPPED = "8"
_SETTLED = {"0", "4"}
_DEPLOYS = ROLLOUTS - {Verb.ROLLBACK}


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the tool against the environment."""

    name: str
    verb: str
    release: str
    base: str
    who: str
    why: str
    began: str
    ended: str = ""
    exit_code: str = ""
    summary: str = ""
    problem: str = ""
    """The reference of what went wrong; its runbook page has the same name."""
    last_step: str = ""
    last_kind: str = ""

    @property
    def is_over(self) -> bool:
        """Whether the run came to an end of its own."""
        return bool(self.exit_code)

    @property
    def is_settled(self) -> bool:
        """Whether it left nothing half done: what it brought is live, or what was before."""
        return self.exit_code in _SETTLED


@dataclass(frozen=True, slots=True)
class Tenure:
    """That a release was live, from when, by which run."""

    release: str
    since: str
    run: str
    who: str
    verb: str
    is_proved: bool = False


@dataclass(frozen=True, slots=True)
class History:
    """Everything that is remembered of one environment of one system."""

    runs: tuple[Run, ...] = ()
    releases: tuple[Release, ...] = ()
    scans: tuple[tuple[str, Scan], ...] = ()
    """The newest scan of each release."""
    tenures: tuple[Tenure, ...] = ()
    bad: tuple[tuple[str, str], ...] = ()
    """Releases that must not be gone back to, each with the reason."""
    schema: Schema = NO_SCHEMA
    maintenance: Maintenance | None = None
    """The maintenance that is on."""

    @property
    def live(self) -> str | None:
        """The release that was last observed live."""
        return self.tenures[-1].release if self.tenures else None

    @property
    def previous(self) -> str | None:
        """The release that was live before the present one."""
        return self.tenures[-2].release if len(self.tenures) > 1 else None

    @property
    def proved(self) -> tuple[str, ...]:
        """Releases that were live for their whole watch, the newest proof last, each once."""
        names = [t.release for t in self.tenures if t.is_proved]
        return tuple(name for i, name in enumerate(names) if name not in names[i + 1 :])

    @property
    def unfinished(self) -> Run | None:
        """The newest run, where it never came to an end."""
        return self.runs[-1] if self.runs and not self.runs[-1].is_over else None

    @property
    def open_rollout(self) -> Run | None:
        """The newest rollout, where it never came to an end or stopped at a safe point."""
        rollouts = [run for run in self.runs if run.verb in ROLLOUTS]
        return rollouts[-1] if rollouts and rollouts[-1].exit_code in {"", _STOPPED} else None

    @property
    def begun(self) -> tuple[Run, ...]:
        """The last deploy of each release since the live one came that went neither live nor back."""
        noted_by = self.tenures[-1].run if self.tenures else ""
        first = next((at for at, run in enumerate(self.runs) if run.name == noted_by), 0)
        others = [run for run in self.runs[first:] if run.verb in _DEPLOYS and run.release != self.live]
        last = {run.release: run for run in others}
        return tuple(run for run in last.values() if not run.is_settled)

    def release(self, name: str) -> Release | None:
        """The record of a release."""
        return next((r for r in self.releases if r.name == name), None)

    def scan(self, name: str) -> Scan | None:
        """The newest scan of a release."""
        return dict(self.scans).get(name)

    def is_bad(self, name: str) -> bool:
        """Whether the release is marked bad."""
        return name in dict(self.bad)


def release_data(release: Release) -> dict[str, str]:
    """A release as the data of a ledger row."""
    return {"name": release.name, "record": json.dumps(asdict(release), sort_keys=True)}


def release_from(row: Row) -> Release:
    """The release that a row records."""
    record = json.loads(row.value("record"))
    artifacts = tuple(
        Artifact(**{**a, "secret_versions": tuple(tuple(pair) for pair in a["secret_versions"])})
        for a in record["artifacts"]
    )
    return Release(record["name"], artifacts, Schema(**record["schema"]), record["commit"])


def scan_data(release: str, scan: Scan) -> dict[str, str]:
    """A scan as the data of a ledger row."""
    return {"release": release, "record": json.dumps(asdict(scan), sort_keys=True)}


def scan_from(row: Row) -> Scan:
    """The scan that a row records."""
    record = json.loads(row.value("record"))
    bills = tuple((str(digest), str(bill)) for digest, bill in record["bills"])
    return Scan(str(record["at"]), bool(record["is_passed"]), tuple(map(str, record["tools"])), bills)


def schema_data(schema: Schema) -> dict[str, str]:
    """A schema revision as the data of a ledger row."""
    return {key: str(value) for key, value in asdict(schema).items()}


@dataclass(slots=True)
class _Fold:
    """The sums while rows are read."""

    runs: dict[str, Run] = field(default_factory=dict)
    newest: dict[str, Row] = field(default_factory=dict)
    """The newest row of each run that says what it was doing."""
    releases: dict[str, Release] = field(default_factory=dict)
    scans: dict[str, Scan] = field(default_factory=dict)
    tenures: list[Tenure] = field(default_factory=list)
    bad: dict[str, str] = field(default_factory=dict)
    schema: Schema = NO_SCHEMA
    maintenance: Maintenance | None = None

    def add(self, row: Row) -> None:
        reader = _READERS.get(row.kind)
        if reader:
            reader(self, row)
        else:
            self.newest[row.run] = row

    def told_runs(self) -> tuple[Run, ...]:
        """The runs, each with what it was doing last."""
        return tuple(
            replace(run, last_step=row.step, last_kind=row.kind.value)
            if (row := self.newest.get(run.name))
            else run
            for run in self.runs.values()
        )

    def begin(self, row: Row) -> None:
        words = {key: row.value(key) for key in ("verb", "release", "base", "why")}
        self.runs[row.run] = Run(name=row.run, who=row.who, began=row.at, **words)

    def end(self, row: Row) -> None:
        if row.run in self.runs:
            ending = {key: row.value(key) for key in ("exit_code", "summary", "problem")}
            self.runs[row.run] = replace(self.runs[row.run], ended=row.at, **ending)

    def record(self, row: Row) -> None:
        self.releases[row.value("name")] = release_from(row)

    def scanned(self, row: Row) -> None:
        self.scans[row.value("release")] = scan_from(row)

    def live(self, row: Row) -> None:
        """A run may find live what an earlier one left, so the verb is that of the run that meant it."""
        name = row.value("release")
        if not self.tenures or self.tenures[-1].release != name:
            meant = [run.verb for run in self.runs.values() if run.release == name and run.verb in ROLLOUTS]
            self.tenures.append(Tenure(name, row.at, row.run, row.who, meant[-1] if meant else ""))

    def proved(self, row: Row) -> None:
        if self.tenures and self.tenures[-1].release == row.value("release"):
            self.tenures[-1] = replace(self.tenures[-1], is_proved=True)

    def mark_bad(self, row: Row) -> None:
        self.bad[row.value("release")] = row.value("why")

    def migrated(self, row: Row) -> None:
        self.schema = Schema(row.value("revision"), int(row.value("position")), int(row.value("floor")))

    def closed(self, row: Row) -> None:
        """The first row says since when and how things were before; a later one only widens it."""
        said = maintenance_from(dict(row.data))
        why = self.runs[row.run].why if row.run in self.runs else ""
        is_on = self.maintenance
        self.maintenance = is_on.widened(said) if is_on else replace(said, since=row.at, who=row.who, why=why)

    def opened(self, _row: Row) -> None:
        self.maintenance = None


_READERS = {
    Kind.BEGIN: _Fold.begin,
    Kind.END: _Fold.end,
    Kind.RELEASE: _Fold.record,
    Kind.SCANNED: _Fold.scanned,
    Kind.LIVE: _Fold.live,
    Kind.PROVED: _Fold.proved,
    Kind.BAD: _Fold.mark_bad,
    Kind.SCHEMA: _Fold.migrated,
    Kind.CLOSED: _Fold.closed,
    Kind.OPENED: _Fold.opened,
}


def history_of(rows: Iterable[Row]) -> History:
    """The history that the rows add up to."""
    fold = _Fold()
    for row in rows:
        fold.add(row)
    return History(
        runs=fold.told_runs(),
        releases=tuple(fold.releases.values()),
        scans=tuple(fold.scans.items()),
        tenures=tuple(fold.tenures),
        bad=tuple(fold.bad.items()),
        schema=fold.schema,
        maintenance=fold.maintenance,
    )
