"""Every platform guards its sends, and keeps what it promises of database and catalogue."""

from collections.abc import Callable

import pytest

from deploy.model.release import Release, Schema
from deploy.model.standing import Side
from deploy.rollout.ports import Built, Database
from tests.contracts.yard import REVERT_SECONDS, Yard, scaling_of


class Lost(Exception):
    """The lease is no longer ours."""


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
        lambda built, _: scaling_of(built.places["web"]).resize(0),
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
