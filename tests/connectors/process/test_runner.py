"""Children are run in bounds, and none is left behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from deploy.connectors.clock.system import SystemClock
from deploy.connectors.process.port import Command
from deploy.connectors.process.runner import ChildRunner, Surroundings
from deploy.errors import ExitCode, Reverted, Stopped, SwingbridgeError, ToolMissing, UsageError
from deploy.model.secret import Redaction, Secret

SECRET = Secret("hunter2/hunter2")
# Notes every signal in a file; ends at the one that it is told.
STUBBORN = """
import os, signal, sys, time
def note(number, frame):
    with open(sys.argv[1], "a") as file:
        file.write(signal.Signals(number).name + " ")
    if signal.Signals(number).name == sys.argv[2]:
        print("goodbye", flush=True)
        os._exit(0)
for number in (signal.SIGINT, signal.SIGTERM):
    signal.signal(number, note)
print("ready", os.getpid(), flush=True)
while True:
    time.sleep(60)
"""


class Wish:
    """A person's wish to stop, once something was seen."""

    def __init__(self, is_due: Callable[[], bool]) -> None:
        self._is_due = is_due

    def check(self) -> None:
        """Raise as soon as it is due."""
        if self._is_due():
            raise Stopped("stopped-by-signal", what="stopped", why="a test", do="nothing")


def never() -> None:
    """Let the run go on."""


def runner(check: Callable[[], None] = never, **environ: str) -> ChildRunner:
    """A runner in the real world that knows one secret."""
    known = Redaction.of([SECRET])
    return ChildRunner(Surroundings(SystemClock(), os.environ | environ, check, lambda: known))


def python(code: str, *words: str, grace: float = 0.5, **bounds: float) -> Command:
    """A command that runs that code."""
    argv = (sys.executable, "-u", "-c", code, *words)
    deadline = bounds.get("deadline", 60)
    return Command(
        argv,
        grace_seconds=grace,
        deadline_seconds=deadline,
        no_progress_seconds=bounds.get("no_progress", 60),
    )


def is_gone(pid: int) -> bool:
    """Whether no such process runs; waits a little, for the system takes a moment."""
    end = time.monotonic() + 5
    while time.monotonic() < end:
        stat = Path(f"/proc/{pid}/stat")
        try:
            if stat.read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        time.sleep(0.01)
    return False


def test_result_has_the_code_and_both_outputs() -> None:
    """A code other than 0 is an answer."""
    result = runner().run(python("import sys; print('out'); print('err', file=sys.stderr); sys.exit(3)"))

    assert (3, "out\n", "err\n", 0) == (result.code, result.out, result.err, result.cut_characters)
    assert not result.is_ok
    assert "ended with exit code 3" == result.ending


def test_lines_arrive_while_the_child_runs() -> None:
    """A person sees progress, not a lump at the end."""
    times: list[float] = []
    runner().run(
        python("import time; print('one'); time.sleep(0.5); print('two')"),
        lambda _: times.append(time.monotonic()),
    )

    assert times[1] - times[0] > 0.4


def test_child_sees_only_what_is_let_through() -> None:
    """Our own environment may hold tokens that are nobody's business."""
    names = runner(TOKEN_OF_CI="x", WANTED="yes").run(
        Command(("env",), lets_through=("WANTED",), variables=(("GIVEN", "too"),))
    )

    assert "TOKEN_OF_CI" not in names.out
    assert "WANTED=yes" in names.out
    assert "GIVEN=too" in names.out
    assert "PATH=" in names.out


def test_child_has_nothing_to_read_and_no_terminal() -> None:
    """Whoever asks a question gets no answer instead of hanging."""
    code = "import os, sys; print(repr(sys.stdin.read())); os.open('/dev/tty', os.O_RDWR)"
    result = runner().run(python(code))

    assert "''\n" == result.out
    assert "/dev/tty" in result.err
    assert result.code == 1


def test_secret_goes_by_standard_input_and_shows_nowhere() -> None:
    """The child can read it; what it prints of it is starred."""
    secret = Secret("only for stdin")
    command = Command(("sh", "-c", "tee /dev/stderr | tr a-z A-Z"), stdin_secret=secret)
    result = runner().run(command)

    assert "ONLY FOR STDIN" == result.out
    assert "***" == result.err
    assert "only for stdin" not in repr(command)


def test_known_secrets_are_starred_in_lines_and_result() -> None:
    """Also where the child prints them in two goes."""
    lines: list[str] = []
    code = "import time; print('a hunter2/', end='', flush=True); time.sleep(0.2); print('hunter2 b')"
    result = runner().run(python(code), lines.append)

    assert ["a *** b"] == lines
    assert "a *** b\n" == result.out


def test_child_runs_in_the_folder_that_it_is_given(tmp_path: Path) -> None:
    """A program with a slash in its name counts from there too."""
    (tmp_path / "here").write_text("#!/bin/sh\npwd -P\n")
    (tmp_path / "here").chmod(0o700)

    assert f"{tmp_path.resolve()}\n" == runner().run(Command(("./here",), cwd=tmp_path)).out


def test_missing_program_is_named() -> None:
    """Exit code 7, before anything starts."""
    with pytest.raises(ToolMissing) as missing:
        runner().run(Command(("no-such-program",)))

    assert ("tool-missing", ExitCode.TOOL_MISSING) == (missing.value.reference, missing.value.exit_code)
    assert "no-such-program" in missing.value.what


def test_program_that_the_system_cannot_start_is_told_from_a_missing_one(tmp_path: Path) -> None:
    """A file for another machine is there, but does not start."""
    (tmp_path / "foreign").write_bytes(b"\x7fELF not really")
    (tmp_path / "foreign").chmod(0o700)

    with pytest.raises(ToolMissing) as unstartable:
        runner().run(Command(("./foreign",), cwd=tmp_path))
    with pytest.raises(ToolMissing) as nowhere:
        runner().run(Command(("true",), cwd=tmp_path / "nowhere"))

    assert "tool-not-startable" == unstartable.value.reference
    assert "Exec format error" in unstartable.value.why
    assert "tool-not-startable" == nowhere.value.reference


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


def test_secret_that_does_not_fit_into_a_pipe_is_refused() -> None:
    """A password is never that long; a file is the place for such a thing."""
    with pytest.raises(ValueError, match="does not fit"):
        runner().run(Command(("cat",), stdin_secret=Secret("x" * 200_000)))


def test_signals_that_our_python_ignores_work_in_the_child() -> None:
    """Programs expect to die of a broken pipe."""
    result = runner().run(Command(("sh", "-c", "yes | head -n 1")))

    assert ("y\n", "") == (result.out, result.err)


def test_secret_in_an_argument_is_refused_before_anything_starts(tmp_path: Path) -> None:
    """In no disguise, and the message does not show it."""
    made = tmp_path / "made"
    for argument in ("--password=hunter2/hunter2", "postgres://u:hunter2%2Fhunter2@h/d"):
        with pytest.raises(UsageError) as refused:
            runner().run(Command(("touch", str(made), argument)))

        assert "secret-in-arguments" == refused.value.reference
        assert "hunter2" not in f"{refused.value.what} {refused.value.why} {refused.value.do}"
    assert not made.exists()


def test_children_do_not_outlive_a_killed_parent(tmp_path: Path) -> None:
    """The system interrupts the child when we are killed with no time to do anything."""
    noted = tmp_path / "signals"
    code = f"""
from tests.connectors.process.test_runner import STUBBORN, python, runner
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


def test_every_error_of_the_runner_is_in_the_house_form() -> None:
    """Three texts, none of them empty."""
    with pytest.raises(SwingbridgeError) as error:
        runner().run(Command(("no-such-program",)))

    assert all([error.value.what, error.value.why, error.value.do])
