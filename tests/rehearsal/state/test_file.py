"""The state file and the lock that says whether a rehearsal lives."""

import fcntl
from pathlib import Path

import pytest

from rehearsal.state.file import State, is_served, read_state, write_private, write_state
from tests.rehearsal.full_disk import full_disk

STATE = State(
    pid=1,
    endpoint="http://127.0.0.1:1",
    account="123456789012",
    region="us-east-1",
    log="server.log",
    requests="requests.jsonl",
    addresses={"registry": "127.0.0.1:2"},
)


def test_a_state_is_read_as_it_was_written(tmp_path: Path) -> None:
    """Tasks and tests read what the server wrote."""
    write_state(tmp_path, STATE)
    assert read_state(tmp_path) == STATE


def test_no_file_is_no_rehearsal(tmp_path: Path) -> None:
    """Before the first start there is nothing."""
    assert read_state(tmp_path) is None


def test_a_replaced_file_leaves_nothing_beside_it(tmp_path: Path) -> None:
    """The file is exchanged in one step."""
    for content in (b"old", b"new"):
        write_private(tmp_path / "file", content)
    assert [("file", b"new")] == [(path.name, path.read_bytes()) for path in tmp_path.iterdir()]


def test_a_file_that_finds_no_room_leaves_the_old_one_and_nothing_beside_it(tmp_path: Path) -> None:
    """Half a file would keep a full disk full."""
    write_private(tmp_path / "file", b"old")
    with full_disk(10), pytest.raises(OSError, match="too large"):
        write_private(tmp_path / "file", b"new" * 10)
    assert [("file", b"old")] == [(path.name, path.read_bytes()) for path in tmp_path.iterdir()]


def test_a_folder_is_served_while_its_lock_is_held(tmp_path: Path) -> None:
    """A file alone proves nothing; the kernel's lock does."""
    assert not is_served(tmp_path)
    with (tmp_path / "server.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert is_served(tmp_path)
    assert not is_served(tmp_path)
