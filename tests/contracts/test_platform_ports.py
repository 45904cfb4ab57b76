"""Every platform keeps the same promises: stage, traffic, database and catalogue, each safe to repeat.

A platform joins by a function that gives a yard: the ports of one component, and a way to let time pass.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from deploy.connectors.clock.memory import MemoryClock
from deploy.model.maintenance import ALL_OF_IT
from deploy.model.release import Release, Schema
from deploy.model.standing import Health, Side
from deploy.platforms.memory.build import START_SECONDS, built_over
from deploy.platforms.memory.cell import Cell, InProcess, OnDisk
from deploy.rollout.ports import Built, Database, Place, Scaling
from tests.rollout.small_world import component, settings_of

REVERT_SECONDS = 900.0


class Lost(Exception):
    """The lease is no longer ours."""


@dataclass
class Yard:
    """One platform with one component, its ports opened anew for each look, as another process would."""

    open: Callable[[Callable[[], None]], Built]
    pass_time: Callable[[float], None]
    start_seconds: float

    def built(self) -> Built:
        """The ports of a run that holds the lease."""
        return self.open(lambda: None)

    @property
    def place(self) -> Place:
        """The component."""
        return self.built().places["web"]

    def release(self, name: str) -> Release:
        """A release that was pushed."""
        found = self.built().catalogue.find(name)
        assert found is not None
        return found

    def prepared(self, name: str) -> Release:
        """A release that stands healthy on the candidate side."""
        release = self.release(name)
        self.place.stage.prepare(release)
        self.pass_time(self.start_seconds)
        return release

    def shifted(self, name: str, share: int = 100) -> Release:
        """A release that has a share of the traffic."""
        release = self.prepared(name)
        self.place.traffic.shift(share, REVERT_SECONDS)
        return release

    def live(self, name: str) -> Release:
        """A release that was confirmed."""
        release = self.shifted(name)
        self.place.traffic.confirm()
        return release


def memory(cell_of: Callable[[], Cell]) -> Yard:
    """The memory platform over any cell."""
    clock, settings = MemoryClock(), settings_of(component("web"))
    return Yard(lambda guard: built_over(cell_of(), settings, clock, guard), clock.advance, START_SECONDS)


def in_process(_folder: Path) -> Yard:
    """Kept in this process."""
    cell = InProcess()
    return memory(lambda: cell)


def on_disk(folder: Path) -> Yard:
    """Kept in a file."""
    return memory(lambda: OnDisk(folder / "platform.json"))


@pytest.fixture(params=[in_process, on_disk], ids=lambda yard: yard.__name__)
def yard(request: pytest.FixtureRequest, tmp_path: Path) -> Yard:
    made: Yard = request.param(tmp_path)
    return made


def test_nothing_stands_at_first(yard: Yard) -> None:
    """Both sides are empty, no traffic is on the candidate, nothing is armed."""
    now = yard.place.look("web")

    assert (Health.ABSENT, Health.ABSENT, 0) == (now.live.health, now.candidate.health, now.candidate_share)
    assert (False, "", "") == (now.is_armed, now.trouble, yard.place.traffic.notice())


def test_looking_changes_nothing(yard: Yard) -> None:
    """Two looks see the same."""
    yard.shifted("v1", 10)

    assert yard.place.look("web") == yard.place.look("web")


def test_a_candidate_starts_without_traffic_and_becomes_healthy(yard: Yard) -> None:
    """Preparing does not wait."""
    yard.place.stage.prepare(yard.release("v1"))
    assert Health.STARTING is yard.place.look("web").candidate.health

    yard.pass_time(yard.start_seconds)
    now = yard.place.look("web")
    assert ("v1", Health.HEALTHY, 0) == (now.candidate.release, now.candidate.health, now.candidate_share)


def test_preparing_again_does_not_start_again(yard: Yard) -> None:
    """What stands healthy stays healthy."""
    release = yard.prepared("v1")

    yard.place.stage.prepare(release)

    assert Health.HEALTHY is yard.place.look("web").candidate.health


def test_a_bad_candidate_says_why(yard: Yard) -> None:
    """Sick, with a reason a person can use."""
    yard.prepared("v1-broken")

    side = yard.place.look("web").candidate
    assert (Health.SICK, True) == (side.health, bool(side.reason))


def test_the_test_door_tells_the_release_that_answers(yard: Yard) -> None:
    """Healthy is not enough: it has to be the one that was meant."""
    right = yard.prepared("v1")

    assert yard.place.stage.verify(right).is_good
    assert not yard.place.stage.verify(yard.release("v2")).is_good


def test_the_test_door_sees_a_wrong_answer(yard: Yard) -> None:
    """The container is healthy, its answer is another release's."""
    release = yard.prepared("v1-wrong")

    assert Health.HEALTHY is yard.place.look("web").candidate.health
    assert not yard.place.stage.verify(release).is_good


def test_a_retired_candidate_is_gone_and_retiring_again_is_nothing(yard: Yard) -> None:
    """Safe to repeat."""
    yard.prepared("v1")

    yard.place.stage.retire()
    yard.place.stage.retire()

    assert Health.ABSENT is yard.place.look("web").candidate.health


def test_a_candidate_with_traffic_is_not_retired(yard: Yard) -> None:
    """Whoever asks."""
    yard.shifted("v1", 10)

    yard.place.stage.retire()

    assert ("v1", 10) == (yard.place.look("web").candidate.release, yard.place.look("web").candidate_share)


def test_a_shift_is_armed_and_absolute(yard: Yard) -> None:
    """The same share twice is that share once."""
    yard.live("v1")
    yard.prepared("v2")

    yard.place.traffic.shift(40, REVERT_SECONDS)
    yard.place.traffic.shift(40, REVERT_SECONDS)

    split = yard.place.traffic.look()
    assert (40, True) == (split.candidate_share, split.is_armed)


def test_the_platform_takes_traffic_back_by_itself(yard: Yard) -> None:
    """Nobody has to be there."""
    yard.live("v1")
    yard.shifted("v2")

    yard.pass_time(REVERT_SECONDS - 1.0)
    assert 100 == yard.place.traffic.look().candidate_share
    yard.pass_time(1.0)

    split = yard.place.traffic.look()
    assert (0, False) == (split.candidate_share, split.is_armed)
    assert yard.place.traffic.verify(yard.release("v1")).is_good


def test_a_later_shift_arms_anew(yard: Yard) -> None:
    """The time runs from the last one."""
    yard.live("v1")
    yard.shifted("v2", 10)
    yard.pass_time(REVERT_SECONDS - 1.0)

    yard.place.traffic.shift(100, REVERT_SECONDS)
    yard.pass_time(REVERT_SECONDS - 1.0)

    assert 100 == yard.place.traffic.look().candidate_share


def test_confirming_makes_the_candidate_live_for_good(yard: Yard) -> None:
    """The old release stays warm, and nothing is armed any more."""
    yard.live("v1")
    yard.live("v2")

    yard.pass_time(2 * REVERT_SECONDS)
    now = yard.place.look("web")
    assert ("v2", "v1", 0, False) == (
        now.live.release,
        now.candidate.release,
        now.candidate_share,
        now.is_armed,
    )


def test_confirming_again_does_not_turn_back(yard: Yard) -> None:
    """A lost reply must not swap the sides."""
    yard.live("v1")
    yard.live("v2")

    yard.place.traffic.confirm()

    assert "v2" == yard.place.look("web").live.release


def test_confirming_a_part_of_the_traffic_is_nothing(yard: Yard) -> None:
    """Only a candidate with everything becomes live."""
    yard.live("v1")
    yard.shifted("v2", 50)

    yard.place.traffic.confirm()

    assert ("v1", 50) == (yard.place.look("web").live.release, yard.place.traffic.look().candidate_share)


def test_reverting_gives_everything_back_and_again_is_nothing(yard: Yard) -> None:
    """The candidate stays up, without traffic."""
    yard.live("v1")
    yard.shifted("v2")

    yard.place.traffic.revert()
    yard.place.traffic.revert()

    now = yard.place.look("web")
    assert ("v1", "v2", 0, False) == (
        now.live.release,
        now.candidate.release,
        now.candidate_share,
        now.is_armed,
    )


def test_the_front_door_needs_a_good_answer_from_every_side_with_traffic(yard: Yard) -> None:
    """A divided door is asked about the candidate, and a sick side spoils it."""
    yard.live("v1")
    good = yard.shifted("v2", 10)
    assert yard.place.traffic.verify(good).is_good

    yard.place.traffic.revert()
    yard.place.stage.retire()
    sick = yard.shifted("v3-sick", 10)

    verdict = yard.place.traffic.verify(sick)
    assert (False, True) == (verdict.is_good, bool(verdict.text))


def test_the_page_goes_up_and_down_and_the_release_stays(yard: Yard) -> None:
    """Both ways safe to repeat."""
    yard.live("v1")

    yard.place.traffic.close("Back soon")
    yard.place.traffic.close("Back soon")
    assert "Back soon" in yard.place.traffic.notice()

    yard.place.traffic.open()
    yard.place.traffic.open()
    assert "" == yard.place.traffic.notice()
    assert "v1" == yard.place.look("web").live.release


def test_a_drained_side_has_no_copies_until_they_are_asked_for_again(yard: Yard) -> None:
    """Draining is over when nothing is at work, and the release comes back as it was."""
    yard.live("v1")
    scaling = _scaling(yard.place)
    before = scaling.look()

    assert 0 == yard.place.traffic.drain(Side.LIVE)
    assert 0 == yard.place.traffic.drain(Side.LIVE)
    assert (0, 0) == (scaling.look().copies, scaling.look().ready)
    assert Health.ABSENT is yard.place.look("web").live.health

    scaling.resize(before.copies)
    assert before == scaling.look()
    assert ("v1", Health.HEALTHY) == (yard.place.look("web").live.release, yard.place.look("web").live.health)


def test_where_nothing_scales_nothing_is_let_rest(yard: Yard) -> None:
    """It is no error, and nothing is remembered of it."""
    scaling = _scaling(yard.place)

    scaling.suspend(ALL_OF_IT)

    assert (False, frozenset()) == (scaling.look().scales, scaling.look().suspended)


def _scaling(place: Place) -> Scaling:
    assert place.scaling is not None
    return place.scaling


@pytest.mark.parametrize(
    "send",
    [
        lambda built, release: built.places["web"].stage.prepare(release),
        lambda built, _: built.places["web"].stage.retire(),
        lambda built, _: built.places["web"].traffic.shift(100, REVERT_SECONDS),
        lambda built, _: built.places["web"].traffic.confirm(),
        lambda built, _: built.places["web"].traffic.revert(),
        lambda built, _: built.places["web"].traffic.drain(Side.LIVE),
        lambda built, _: built.places["web"].traffic.close("Back soon"),
        lambda built, _: built.places["web"].traffic.open(),
        lambda built, _: _scaling(built.places["web"]).resize(0),
        lambda built, release: built.database.expand(release),
        lambda built, _: built.database.back_up("before"),
    ],
    ids=[
        "prepare",
        "retire",
        "shift",
        "confirm",
        "revert",
        "drain",
        "close",
        "open",
        "resize",
        "expand",
        "backup",
    ],
)
def test_nothing_is_sent_once_the_lease_is_lost(yard: Yard, send: Callable[[Built, Release], object]) -> None:
    """The guard is asked right before each change, and its error comes through."""
    yard.live("v1")
    yard.shifted("v2", 50)
    before = (yard.place.look("web"), _database(yard.built()).look())

    def lost() -> None:
        raise Lost

    with pytest.raises(Lost):
        send(yard.open(lost), yard.release("v9-schema9"))
    assert before == (yard.place.look("web"), _database(yard.built()).look())


def _database(built: Built) -> Database:
    assert built.database is not None
    return built.database


def test_a_database_expands_to_a_release_and_never_goes_back(yard: Yard) -> None:
    """Safe to repeat; an older release leaves it where it is."""
    database = _database(yard.built())

    assert Schema("schema 3", 3) == database.expand(yard.release("v3-schema3"))
    assert Schema("schema 3", 3) == database.expand(yard.release("v3-schema3"))
    assert Schema("schema 3", 3) == database.expand(yard.release("v2-schema2"))
    assert Schema("schema 3", 3) == _database(yard.built()).look()
    assert not database.migration_runs()


def test_a_floor_of_the_database_never_comes_down(yard: Yard) -> None:
    """What a contract ended stays ended when the schema grows on."""
    database = _database(yard.built())
    database.expand(yard.release("v3-schema3"))

    assert Schema("contract 3", 3, floor=3) == database.expand(yard.release("v4-contract3"))
    assert Schema("schema 5", 5, floor=3) == database.expand(yard.release("v5-schema5"))


def test_a_backup_of_one_name_is_one_backup(yard: Yard) -> None:
    """It holds what the database was at when it was made."""
    database = _database(yard.built())

    first = database.back_up("before-v2")

    assert "before-v2" in first
    database.expand(yard.release("v2-schema2"))
    assert first == database.back_up("before-v2")


def test_a_catalogue_gives_the_same_release_for_a_name(yard: Yard) -> None:
    """By digest, one for each component."""
    release = yard.release("v1")

    assert release == yard.release("v1")
    assert ["web"] == [artifact.component for artifact in release.artifacts]
    assert release.artifact("web").digest.startswith("sha256:")
    assert release.artifact("web").digest != yard.release("v2").artifact("web").digest
