"""A child gets what is meant for it and nothing else, and what it says arrives."""

import time
from pathlib import Path

import pytest

from deploy.connectors.process.port import Command
from deploy.errors import ExitCode, SwingbridgeError, ToolMissing, UsageError
from deploy.model.secret import Secret
from tests.connectors.process.children import python, runner


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


def test_secret_that_does_not_fit_into_a_pipe_is_refused() -> None:
    """A password is never that long; a file is the place for such a thing."""
    with pytest.raises(ValueError, match="does not fit"):
        runner().run(Command(("cat",), stdin_secret=Secret("x" * 200_000)))


def test_secret_in_an_argument_is_refused_before_anything_starts(tmp_path: Path) -> None:
    """In no disguise, and the message does not show it."""
    made = tmp_path / "made"
    for argument in ("--password=hunter2/hunter2", "postgres://u:hunter2%2Fhunter2@h/d"):
        with pytest.raises(UsageError) as refused:
            runner().run(Command(("touch", str(made), argument)))

        assert "secret-in-arguments" == refused.value.reference
        assert "hunter2" not in f"{refused.value.what} {refused.value.why} {refused.value.do}"
    assert not made.exists()


def test_every_error_of_the_runner_is_in_the_house_form() -> None:
    """Three texts, none of them empty."""
    with pytest.raises(SwingbridgeError) as error:
        runner().run(Command(("no-such-program",)))

    assert all([error.value.what, error.value.why, error.value.do])
