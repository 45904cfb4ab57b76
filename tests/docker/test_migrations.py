"""Migrations as the documents' commands run them."""

import sqlite3
from pathlib import Path

from tests.docker.copies import copy


def test_a_database_is_brought_to_the_newest_revision_once(tmp_path: Path) -> None:
    """The second run changes nothing; the revision can be asked for."""
    url = f"sqlite:///{tmp_path / 'data.db'}"
    said = []
    for command in (
        ("alembic", "upgrade", "head"),
        ("php", "artisan", "migrate", "--force"),
        ("alembic", "current"),
    ):
        with copy(*command, DATABASE_URL=url) as run:
            code, out = run.ending()
        assert 0 == code, out
        said.append(out)

    assert ["migrated to 0001\nmigrated to 0002\n", "", "0002\n"] == said


def test_a_migration_is_whole_or_not_at_all(tmp_path: Path) -> None:
    """Where its table is there already, the revision stays as it was."""
    path = tmp_path / "data.db"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE documents (id integer)")
    database.close()
    with copy("migrate", DATABASE_URL=f"sqlite:///{path}") as run:
        assert 1 == run.ending()[0]
    with copy("alembic", "current", DATABASE_URL=f"sqlite:///{path}") as run:
        assert (0, "none\n") == run.ending()


def test_without_a_database_nothing_is_claimed() -> None:
    """The command fails and says why."""
    with copy("migrate") as run:
        code, out = run.ending()

    assert 1 == code
    assert "DATABASE_URL" in out
