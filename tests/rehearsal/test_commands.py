"""What the command line says of a wrong word: one line that helps, and a code of its own."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from rehearsal import lifecycle
from rehearsal.control.plane import Place

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A running rehearsal."""
    made = tmp_path_factory.mktemp("commands") / "rehearsal"
    lifecycle.up(Place(made))
    try:
        yield made
    finally:
        lifecycle.down(made, keep=False)


def run(folder: Path, *words: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "rehearsal", words[0], "--folder", str(folder), *words[1:]]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, (done.stdout + done.stderr).strip()


def test_act_without_an_action_lists_them(folder: Path) -> None:
    """Nobody has to read the code to know what can be done."""
    code, said = run(folder, "act")
    assert code == 0
    assert {"ecs.kill-task", "registry-lose", "turn-alarm"} <= set(said.splitlines())


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("act", "nonsense"), "there is no action 'nonsense'; there are ecs.freeze-task, ecs.kill-task,"),
        (("act", "ecs.kill-task"), "task has to be given"),
        (("act", "ecs.kill-task", "task=abc"), "no task 'abc' runs"),
        (("act", "ecs.kill-task", "task="), "no task '' runs"),
        (("act", "turn-alarm", "name=x"), "there is no alarm x"),
        (("act", "ecs.pace", "minute=soon"), "could not convert string to float: 'soon'"),
        (("fault", "throttle", "--count=-1"), "count must not be below 0"),
        (("fault", "slow", "--seconds=-1"), "seconds must not be below 0"),
    ],
)
def test_what_cannot_be_done_is_refused_with_the_reason(
    folder: Path, words: tuple[str, ...], why: str
) -> None:
    """A wrong word ends in one line, and never in a traceback."""
    code, said = run(folder, *words)
    assert code == 2
    assert said.startswith(f"rehearsal-refused: {why}")
    assert "\n" not in said


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("act", "ecs.kill-task", "task"), "'task' is not NAME=VALUE"),
        (("up", "--port=99999"), "'99999' is no port; ports are 0 to 65535"),
    ],
)
def test_what_is_misspelt_is_a_matter_of_usage(folder: Path, words: tuple[str, ...], why: str) -> None:
    """Found out before anything is asked of the server."""
    code, said = run(folder, *words)
    assert (2, True) == (code, said.endswith(why))


@pytest.mark.parametrize("other", ["--region=eu-west-1", "--account=210987654321"])
def test_up_does_not_join_a_rehearsal_of_another_place(folder: Path, other: str) -> None:
    """Whoever asks for Europe must not be sent to America without a word."""
    code, said = run(folder, "up", other)
    assert 7 == code
    assert f"not {other.partition('=')[2]}; end it first: python -m rehearsal down" in said
    assert 0 == run(folder, "up")[0]


def test_an_interrupted_up_leaves_no_server(tmp_path: Path) -> None:
    """Whoever gives up waiting does not find a rehearsal later that nobody asked for."""
    folder = tmp_path / "rehearsal"
    up = [sys.executable, "-m", "rehearsal", "up", "--folder", str(folder)]
    starting = subprocess.Popen(up, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    while not (folder / "server.lock").exists():
        assert starting.poll() is None
    os.kill(starting.pid, signal.SIGINT)
    said = starting.communicate(timeout=60)[1]
    assert said == "rehearsal-interrupted: a server that was starting ends by itself\n"
    assert starting.returncode == 8
    lifecycle.down(folder, keep=False)
    assert not folder.exists()
