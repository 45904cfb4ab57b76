"""No child outlives its bounds, a stop, or the one who started it."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.connectors.process.port import Command
from deploy.errors import Reverted, Stopped
from tests.connectors.process.children import STUBBORN, Wish, is_gone, python, runner


@pytest.mark.parametrize(
    ("bounds", "reference"),
    [({"deadline": 0.5}, "child-too-slow"), ({"no_progress": 0.5}, "child-without-progress")],
)
def test_child_that_takes_too_long_is_ended(bounds: dict[str, float], reference: str) -> None:
    """The message says which of the two clocks ended it; the child is gone."""
    lines: list[str] = []
    with pytest.raises(Reverted) as ended:
        runner().run(
            python("import os, time; print(os.getpid()); time.sleep(60)", grace=5, **bounds), lines.append
        )

    assert reference == ended.value.reference
    assert is_gone(int(lines[0]))


def test_child_that_prints_makes_progress() -> None:
    """Only silence counts."""
    code = "import time\nfor _ in range(8): print('.'); time.sleep(0.1)"

    assert runner().run(python(code, no_progress=0.6)).is_ok


@pytest.mark.parametrize(
    ("obeys", "noted"),
    [("SIGINT", "SIGINT "), ("SIGTERM", "SIGINT SIGTERM "), ("nothing", "SIGINT SIGTERM ")],
)
def test_stopped_child_is_interrupted_once_then_ended_less_gently(
    tmp_path: Path, obeys: str, noted: str
) -> None:
    """INT, its grace, TERM, and at last KILL, which nobody can note."""
    lines: list[str] = []
    wish = Wish(lambda: bool(lines))
    with pytest.raises(Stopped):
        runner(wish.check).run(python(STUBBORN, str(tmp_path / "signals"), obeys, grace=0.3), lines.append)

    assert noted == (tmp_path / "signals").read_text()
    assert is_gone(int(lines[0].split()[1]))
    assert (["goodbye"] if obeys != "nothing" else []) == lines[1:]


def test_child_of_a_child_is_ended_with_it() -> None:
    """The whole group goes, whether it holds the outputs or not."""
    lines: list[str] = []
    runner().run(
        Command(("sh", "-c", "sleep 60 & echo $!; sleep 60 >/dev/null 2>&1 & echo $!")), lines.append
    )

    assert 2 == len(lines)
    assert all(is_gone(int(pid)) for pid in lines)


def test_child_of_a_child_may_finish_its_output() -> None:
    """A pipe's last words still arrive."""
    assert "late\n" == runner().run(Command(("sh", "-c", "(sleep 0.05; echo late) & exit 0"))).out


def test_no_child_is_left_where_the_taker_of_lines_fails() -> None:
    """The failure is told as it is, once."""
    pids: list[int] = []

    def fail(line: str) -> None:
        pids.append(int(line))
        raise BrokenPipeError("nobody reads")

    with pytest.raises(BrokenPipeError):
        runner().run(
            python(
                "import os, time\nwhile True:\n print(os.getpid(), flush=True); time.sleep(.01)", grace=0.2
            ),
            fail,
        )

    assert 1 == len(pids)
    assert is_gone(pids[0])


def test_running_children_are_named() -> None:
    """A person who leaves at once is told about them."""
    ours = runner()
    seen: list[tuple[str, ...]] = []
    ours.run(Command(("echo", "x")), lambda _: seen.append(ours.running()))

    assert "echo (process " in str(seen[0])
    assert () == ours.running()


def test_kill_is_not_taken_for_an_answer() -> None:
    """A child that the system killed, directly or behind a shell, is told from one that failed."""
    killed = runner().run(Command(("sh", "-c", "kill -9 $$")))
    behind = runner().run(Command(("sh", "-c", "sh -c 'kill -9 $$'; exit $?")))

    assert -signal.SIGKILL == killed.code
    assert "killed (signal 9)" in killed.ending
    assert "killed (signal 9)" in behind.ending


def test_signals_that_our_python_ignores_work_in_the_child() -> None:
    """Programs expect to die of a broken pipe."""
    result = runner().run(Command(("sh", "-c", "yes | head -n 1")))

    assert ("y\n", "") == (result.out, result.err)


def test_children_do_not_outlive_a_killed_parent(tmp_path: Path) -> None:
    """The system interrupts the child when we are killed with no time to do anything."""
    noted = tmp_path / "signals"
    code = f"""
from tests.connectors.process.children import STUBBORN, python, runner
runner().run(python(STUBBORN, {str(noted)!r}, "SIGINT"), lambda line: print(line, flush=True))
"""
    root = Path(__file__).parents[3]
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=root, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline().split()[1])
        parent.kill()

    assert is_gone(pid)
    assert "SIGINT " == noted.read_text()
