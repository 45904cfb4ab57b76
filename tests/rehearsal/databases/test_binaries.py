"""Finding the database servers of a machine."""

from pathlib import Path

import pytest

from rehearsal.databases.binaries import find_postgres
from rehearsal.databases.instances import home_of
from rehearsal.databases.postgres import quoted


def test_a_folder_without_the_tools_is_no_postgresql(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A half-installed one is not taken for a whole one."""
    monkeypatch.setenv("SWINGBRIDGE_POSTGRES_BIN", str(tmp_path))
    assert find_postgres() is None


def test_every_rehearsal_has_a_home_of_its_own() -> None:
    """Two of them on one machine must not meet."""
    assert home_of(Path("/a")) != home_of(Path("/b"))


@pytest.mark.parametrize(("text", "mark", "written"), [("it's", "'", "'it''s'"), ('a"b', '"', '"a""b"')])
def test_names_and_strings_are_quoted(text: str, mark: str, written: str) -> None:
    """A password may hold any character."""
    assert quoted(text, mark) == written
