"""`./inv` installs the locked packages once and then is the task."""

import os
import re
import shutil
import signal
import subprocess
import time
from dataclasses import replace
from pathlib import Path

import pytest

from deploy.errors import ExitCode
from tests.doors.checkout import Checkout


def with_variable(checkout: Checkout, **variables: str) -> Checkout:
    """The same checkout, with more in the environment."""
    return replace(checkout, environment=checkout.environment | variables)


def until_uv_is_called(checkout: Checkout, times: int = 1) -> None:
    """Return once an install is under way."""
    end = time.monotonic() + 30
    while len(checkout.calls("venv")) < times:
        assert time.monotonic() < end
        time.sleep(0.01)


def test_first_run_installs_and_then_runs_the_task(checkout: Checkout) -> None:
    """The standard output belongs to the task; the other gets one line."""
    done = checkout.inv("status", "--env=local")

    assert 0 == done.returncode
    assert "ran status --env=local" == done.stdout.splitlines()[0]
    assert re.fullmatch(
        r"inv: installing the packages of uv.lock \(rehearsal\), once \.\.\. \d+ s\n", done.stderr
    )


def test_install_takes_only_what_the_lock_pins_by_hash(checkout: Checkout) -> None:
    """The installer is told to check hashes, and gets the pins of the lock."""
    checkout.inv()

    assert ["export --quiet --frozen --no-emit-project --no-header --extra rehearsal"] == checkout.calls(
        "export"
    )
    assert all("--require-hashes" in call for call in checkout.calls("pip install"))
    assert "pinned==1 --hash=sha256:0\n" == Path(f"{checkout.environment['UV_CALLS']}.pins").read_text()


def test_later_runs_install_nothing(checkout: Checkout) -> None:
    """The second run says nothing of its own."""
    checkout.inv()

    done = checkout.inv("status")

    assert (0, "") == (done.returncode, done.stderr)
    assert 1 == len(checkout.calls("pip install"))


def test_exit_code_is_the_tasks(checkout: Checkout) -> None:
    """The door adds nothing to how the task ends."""
    (checkout.folder / "deploy" / "tasks" / "__main__.py").write_text("raise SystemExit(6)")

    assert 6 == checkout.inv().returncode


def test_works_from_any_folder_and_through_links(checkout: Checkout, tmp_path: Path) -> None:
    """A link to a link, relative or not, finds the checkout."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "near").symlink_to("../a checkout/inv")
    (tmp_path / "bin" / "far").symlink_to(tmp_path / "bin" / "near")

    for door in (Path("a checkout/inv"), Path("bin/near"), Path("bin/far"), tmp_path / "bin" / "far"):
        done = checkout.inv("here", door=door, cwd=tmp_path)
        assert (0, "ran here") == (done.returncode, done.stdout.splitlines()[0])
    assert 1 == len(checkout.calls("venv"))


def test_works_with_a_closed_stdin(checkout: Checkout) -> None:
    """Nothing that is opened later becomes the standard input."""
    for _ in ("first", "second"):
        argv = ["/bin/sh", "-c", 'exec "$0" status <&-', str(checkout.folder / "inv")]
        done = subprocess.run(argv, env=checkout.environment, capture_output=True, text=True, check=True)
        assert "stdin /dev/null" in done.stdout


def test_task_named_test_adds_the_tools_of_developers(checkout: Checkout) -> None:
    """The word counts only where the task stands, so that no reason for a rollback starts an install."""
    checkout.inv("rollback", "--reason", "test")
    checkout.inv("--echo", "test")
    checkout.inv("rollback")

    extras = [call.partition("--no-header ")[2] for call in checkout.calls("export")]
    assert ["--extra rehearsal", "--extra dev --extra rehearsal"] == extras


def test_deploy_job_installs_the_core_alone(checkout: Checkout) -> None:
    """An empty SWINGBRIDGE_EXTRAS means no extra; what is there already is kept all the same."""
    core = with_variable(checkout, SWINGBRIDGE_EXTRAS="")

    assert "(core only)" in core.inv().stderr
    assert "(rehearsal)" in checkout.inv().stderr
    assert "" == core.inv().stderr


def test_unknown_extra_is_a_usage_error(checkout: Checkout) -> None:
    """The ones that exist are named."""
    done = with_variable(checkout, SWINGBRIDGE_EXTRAS="rehersal").inv()

    assert (ExitCode.USAGE, "") == (done.returncode, done.stdout)
    assert "rehersal" in done.stderr
    assert "dev, rehearsal" in done.stderr


def test_without_a_network_it_says_what_why_and_what_to_do(checkout: Checkout) -> None:
    """The task does not run; the next run with a network starts over."""
    switch = checkout.let_uv(be="offline")

    failed = checkout.inv("status")
    switch.unlink()

    assert (ExitCode.TOOL_MISSING, "") == (failed.returncode, failed.stdout)
    assert "could not be installed\n  why: uv said: error: no route to the index\n  do:  see" in failed.stderr
    assert 0 == checkout.inv("status").returncode


def test_failed_update_leaves_the_packages_of_before(checkout: Checkout) -> None:
    """In an emergency the old packages still run, and the message says how."""
    checkout.inv()
    before = (checkout.folder / ".venv").resolve()
    checkout.change_lock()
    checkout.let_uv(be="offline")

    failed = checkout.inv()

    assert ExitCode.TOOL_MISSING == failed.returncode
    assert ".venv/bin/python -m deploy.tasks" in failed.stderr
    assert before == (checkout.folder / ".venv").resolve()
    assert (before / "uv.lock").exists()


def test_changed_lock_gets_a_folder_of_its_own(checkout: Checkout) -> None:
    """A run that is under way keeps its packages; older ones than those go."""
    folders = []
    for _ in range(3):
        prefix = checkout.inv().stdout.splitlines()[1]
        folders.append(Path(prefix.removeprefix("prefix ")).name)
        checkout.change_lock()

    assert set(folders[1:]) == checkout.venvs()


def test_killed_install_is_not_believed(checkout: Checkout) -> None:
    """Whatever a kill leaves, the next run makes anew."""
    switch = checkout.let_uv(be="hang")
    with checkout.command() as child:
        until_uv_is_called(checkout)
        os.killpg(child.pid, signal.SIGKILL)
    switch.unlink()

    assert not (checkout.folder / ".venv").exists()
    assert 0 == checkout.inv().returncode


def test_environment_whose_python_is_gone_is_made_anew(checkout: Checkout) -> None:
    """As after an upgrade of the system."""
    checkout.inv()
    (checkout.folder / ".venv" / "bin" / "python").unlink()
    (checkout.folder / ".venv" / "bin" / "python").symlink_to("/nowhere/python")

    assert 0 == checkout.inv().returncode


def test_two_first_runs_install_once(checkout: Checkout) -> None:
    """The second waits for the first and takes what it made."""
    with checkout.command("one") as one, checkout.command("two") as two:
        said = [child.communicate(timeout=60) for child in (one, two)]

    assert [0, 0] == [one.returncode, two.returncode]
    assert ["ran one", "ran two"] == [out.splitlines()[0] for out, _ in said]
    assert 1 == len(checkout.calls("venv"))


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_stopped_install_says_so(checkout: Checkout, name: str) -> None:
    """A signal while installing: exit 8, and the same command starts over."""
    checkout.let_uv(be="hang")
    with checkout.command() as child:
        until_uv_is_called(checkout)
        os.killpg(child.pid, signal.Signals[name])
        _, said = child.communicate(timeout=30)

    assert "the same command starts over" in said
    assert ExitCode.STOPPED == child.returncode


def test_no_python_is_one_sentence(checkout: Checkout) -> None:
    """It names what was looked for and how to name another."""
    done = with_variable(checkout, SWINGBRIDGE_PYTHON="").inv()

    assert (ExitCode.TOOL_MISSING, "") == (done.returncode, done.stdout)
    assert re.fullmatch(r"inv: no Python 3.11 .*python3.12.*SWINGBRIDGE_PYTHON=.*\n", done.stderr)


def test_named_python_is_the_only_one_looked_at(checkout: Checkout, tmp_path: Path) -> None:
    """A wrong SWINGBRIDGE_PYTHON is not quietly replaced by another."""
    (tmp_path / "tools" / "python3").symlink_to(checkout.environment["SWINGBRIDGE_PYTHON"])

    done = with_variable(checkout, SWINGBRIDGE_PYTHON="/nowhere/python").inv()

    assert ExitCode.TOOL_MISSING == done.returncode
    assert "/nowhere/python" in done.stderr


def test_copied_checkout_installs_its_own(checkout: Checkout, tmp_path: Path) -> None:
    """A copy does not run with the packages of the one that it was copied from."""
    checkout.inv()
    copy = replace(checkout, folder=tmp_path / "copy")
    shutil.copytree(checkout.folder, copy.folder, symlinks=True)

    done = copy.inv()

    assert 0 == done.returncode
    assert f"prefix {copy.folder}" in done.stdout


def test_environment_that_somebody_made_by_hand_is_set_aside(checkout: Checkout) -> None:
    """Its files are kept, out of the way."""
    (checkout.folder / ".venv").mkdir()
    (checkout.folder / ".venv" / "mine").touch()

    assert 0 == checkout.inv().returncode
    assert 1 == len(list((checkout.folder / ".swingbridge" / "venvs").glob("replaced-*/mine")))
