"""The rehearsal through its state file and its program."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.connectors.process.memory import MemoryProcessRunner, Scripted
from deploy.connectors.process.port import Result
from deploy.connectors.rehearsal.program import RehearsalProgram
from deploy.errors import ToolMissing
from tests.connectors.rehearsal.lines import up

STATE = "state.json"


@pytest.fixture
def port() -> Iterator[int]:
    """A port that takes calls."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield int(listening.getsockname()[1])


def program(root: Path, *scripts: Scripted, **told: str) -> RehearsalProgram:
    """A program whose rehearsal has written this into its state file, or nothing."""
    if told:
        (root / STATE).write_text(json.dumps(told))
    return RehearsalProgram(MemoryProcessRunner(*scripts), root, root / STATE, {})


def test_it_answers_where_its_state_file_says_so_and_its_port_agrees(tmp_path: Path, port: int) -> None:
    """A killed server leaves the file and takes its port with it."""
    assert not program(tmp_path).answers()
    assert program(tmp_path, endpoint=f"http://127.0.0.1:{port}").answers()
    assert not program(tmp_path, endpoint="http://127.0.0.1:1").answers()


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"endpoint": "nonsense"}', '{"endpoint": "http://x:99999"}']
)
def test_a_broken_state_file_is_no_answer(tmp_path: Path, text: str) -> None:
    """Starting it writes a whole one."""
    (tmp_path / STATE).write_text(text)
    made = program(tmp_path)
    assert (False, "") == (made.answers(), made.runtime())


def test_it_tells_what_tasks_run_as(tmp_path: Path) -> None:
    """So that images are made in the form that it can start."""
    assert "process" == program(tmp_path, runtime="process").runtime()


def test_one_that_does_not_start_says_why(tmp_path: Path) -> None:
    """In the last words of its program."""
    failed = Result(7, err="one\nrehearsal-not-up: no module named moto\n")
    with pytest.raises(ToolMissing) as caught:
        program(tmp_path, Scripted(up("web"), failed)).start("web")
    assert ("rehearsal-not-up", "rehearsal-not-up: no module named moto") == (
        caught.value.reference,
        caught.value.why,
    )
    assert "./inv rehearsal.up --app=web" in caught.value.do


def test_one_that_starts_needs_no_words(tmp_path: Path) -> None:
    """The line is the one that a person would type."""
    program(tmp_path, Scripted(up("web"), Result(0))).start("web")
