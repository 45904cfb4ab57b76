"""What the rows of a ledger add up to."""

from deploy.model.history import History, history_of, release_data, schema_data
from deploy.model.maintenance import Capacity, Maintenance, Suspension, maintenance_data
from deploy.model.release import Artifact, Release, Schema
from deploy.model.row import Kind, Row

V1 = Release(
    "v1", (Artifact("web", "web", "sha256:1", "hash", (("key", "3"),)),), Schema("schema 2", 2), "abc"
)
V2 = Release("v2", (Artifact("web", "web", "sha256:2"),))


def ledger(*said: tuple[str, Kind, dict[str, str]]) -> History:
    """The history of rows: run, kind and data of each."""
    rows = [
        Row(number, run, kind, "a step", tuple(data.items()), who=f"who of {run}", at=f"moment {number}")
        for number, (run, kind, data) in enumerate(said, start=1)
    ]
    return history_of(rows)


def begin(run: str, verb: str, release: str) -> tuple[str, Kind, dict[str, str]]:
    """The first row of a run."""
    return (run, Kind.BEGIN, {"verb": verb, "release": release, "base": "", "why": "because"})


def end(run: str, code: str) -> tuple[str, Kind, dict[str, str]]:
    """The last row of a run."""
    return (run, Kind.END, {"exit_code": code, "summary": "all well"})


def live(run: str, release: str) -> tuple[str, Kind, dict[str, str]]:
    """That a release was seen live."""
    return (run, Kind.LIVE, {"release": release})


def proved(run: str, release: str) -> tuple[str, Kind, dict[str, str]]:
    """That a release lived through its whole watch."""
    return (run, Kind.PROVED, {"release": release})


def test_an_empty_ledger_knows_nothing() -> None:
    """No live release, no run, nothing to resume."""
    past = ledger()

    assert (None, None, None, None, ()) == (
        past.live,
        past.previous,
        past.unfinished,
        past.open_rollout,
        past.proved,
    )


def test_a_release_comes_back_as_it_was_recorded() -> None:
    """Digests, configuration, secret versions, schema and commit."""
    past = ledger(("r", Kind.RELEASE, release_data(V1)), ("r", Kind.RELEASE, release_data(V2)))

    assert (V1, V2) == past.releases
    assert V1 == past.release("v1")
    assert past.release("v9") is None


def test_live_and_previous_follow_the_rows() -> None:
    """The same release twice is one tenure."""
    past = ledger(begin("r", "deploy", "v2"), live("r", "v1"), live("r", "v1"), live("r", "v2"))

    assert ("v2", "v1", 2) == (past.live, past.previous, len(past.tenures))


def test_the_newest_proof_comes_last_and_each_release_once() -> None:
    """A release that was gone back to is the newest proof again."""
    past = ledger(
        live("r", "v1"),
        proved("r", "v1"),
        live("r", "v2"),
        proved("r", "v2"),
        live("r", "v1"),
        proved("r", "v1"),
    )

    assert ("v2", "v1") == past.proved


def test_a_proof_of_what_is_not_live_counts_nothing() -> None:
    """It belongs to a tenure that is over."""
    past = ledger(live("r", "v1"), live("r", "v2"), proved("r", "v1"))

    assert () == past.proved


def test_a_tenure_has_the_verb_of_the_run_that_meant_it() -> None:
    """Also where a later run found live what a dead one had left."""
    past = ledger(
        begin("r1", "deploy", "v1"),
        live("r1", "v1"),
        begin("r2", "deploy", "v2"),
        live("r2", "v2"),
        begin("r3", "rollback", "v1"),
        begin("r4", "deploy", "v3"),
        live("r4", "v1"),
    )

    assert [("v1", "deploy"), ("v2", "deploy"), ("v1", "rollback")] == [
        (t.release, t.verb) for t in past.tenures
    ]


def test_a_run_remembers_how_far_it_got() -> None:
    """Its last step, and whether that was intended, seen or done."""
    past = ledger(begin("r1", "deploy", "v1"), ("r1", Kind.INTENT, {}), ("r1", Kind.OBSERVED, {}))

    run = past.unfinished
    assert run is not None
    assert ("a step", "observed", "because", "who of r1") == (run.last_step, run.last_kind, run.why, run.who)


def test_a_run_that_ended_is_not_unfinished() -> None:
    """Its code and its summary are kept."""
    past = ledger(begin("r1", "deploy", "v1"), end("r1", "0"))

    assert past.unfinished is None
    assert ("0", "all well", True) == (past.runs[0].exit_code, past.runs[0].summary, past.runs[0].is_over)


def test_an_open_rollout_was_cut_off_or_stopped() -> None:
    """Whatever other verbs came after it; a rollout that ended closes it."""
    assert ledger(begin("r1", "rollback", "v1")).open_rollout is not None
    assert ledger(begin("r1", "rollback", "v1"), end("r1", "8")).open_rollout is not None
    assert ledger(begin("r1", "rollback", "v1"), end("r1", "4")).open_rollout is None
    found = ledger(begin("r1", "deploy", "v1"), begin("r2", "backup", ""), end("r2", "0")).open_rollout
    assert found is not None
    assert "r1" == found.name


def begun(*rows: tuple[str, Kind, dict[str, str]]) -> list[str]:
    """The runs that began what came to no end, after v1 went live."""
    return [run.name for run in ledger(begin("r1", "deploy", "v1"), live("r1", "v1"), *rows).begun]


def test_what_was_begun_is_what_came_after_the_live_release() -> None:
    """The deploy that brought the live one has done its work, however it ended; a rollback begins nothing."""
    assert [] == begun(end("r1", "8"))
    assert [] == begun(begin("r2", "rollback", "v0"), end("r2", "8"))
    assert ["r2"] == begun(begin("r2", "deploy", "v2"))
    assert ["r2"] == begun(begin("r2", "deploy", "v2"), end("r2", "5"), begin("r3", "rollback", "v1"))


def test_the_last_deploy_of_a_release_says_what_became_of_it() -> None:
    """Taken back is no longer begun; refused the second time, what the first one left still stands."""
    first = (begin("r2", "deploy-bluegreen", "v2"), end("r2", "8"))

    assert [] == begun(*first, begin("r3", "deploy", "v2"), end("r3", "4"))
    assert ["r3"] == begun(*first, begin("r3", "deploy", "v2"), end("r3", "3"))
    assert ["r2", "r3"] == begun(*first, begin("r3", "deploy", "v3"))


def test_a_run_that_found_live_what_an_earlier_one_left_has_begun_its_own() -> None:
    """It wrote down the one before it went on with its own, and was stopped."""
    earlier = (begin("r2", "rollback", "v0"),)

    assert ["r3"] == begun(*earlier, begin("r3", "deploy", "v3"), live("r3", "v0"), end("r3", "8"))


def test_a_bad_release_is_remembered_with_its_reason() -> None:
    """The newest reason."""
    past = ledger(
        ("r", Kind.BAD, {"release": "v1", "why": "slow"}),
        ("r", Kind.BAD, {"release": "v1", "why": "lost orders"}),
    )

    assert (True, False, "lost orders") == (past.is_bad("v1"), past.is_bad("v2"), dict(past.bad)["v1"])


def test_the_schema_is_the_one_that_was_recorded_last() -> None:
    """With its floor."""
    contract = Schema("contract 3", 3, floor=3)

    past = ledger(
        ("r", Kind.SCHEMA, schema_data(Schema("schema 3", 3))), ("r", Kind.SCHEMA, schema_data(contract))
    )

    assert contract == past.schema


def test_maintenance_began_when_the_door_was_closed_first() -> None:
    """A row of an early version means the page; closing again changes nothing, opening ends it."""
    closed = ("r", Kind.CLOSED, dict[str, str]())
    opened = ("r", Kind.OPENED, dict[str, str]())

    assert Maintenance("moment 1", "who of r", has_page=True) == ledger(closed, closed).maintenance
    assert ledger(closed, opened).maintenance is None


def test_a_later_maintenance_widens_the_first_and_never_forgets_how_things_were() -> None:
    """The second run sees what the first one has changed; what it saw is not how things were before."""
    before = Capacity(3, 3, scales=True, suspended=frozenset({Suspension.SCHEDULED}))
    drained = Maintenance(instances=("i-1",), former=(("web", before),))
    closed = Maintenance(has_page=True, former=(("web", Capacity(6, 6)), ("worker", Capacity(1, 1))))
    rows = (("a", Kind.CLOSED, maintenance_data(drained)), ("b", Kind.CLOSED, maintenance_data(closed)))

    on = ledger(begin("a", "maintenance-drain", ""), *rows).maintenance

    assert on == Maintenance(
        "moment 2",
        "who of a",
        "because",
        has_page=True,
        instances=("i-1",),
        former=(("web", before), ("worker", Capacity(1, 1))),
    )
