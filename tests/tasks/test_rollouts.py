"""Deploy, roll back, resume and unlock, as a person types them."""

import signal

from deploy.errors import ExitCode
from deploy.model.row import Kind
from tests.tasks.prompt import Prompt, Terminal

SLOW = {"watch_seconds = 0.1": "watch_seconds = 30"}


def test_a_deploy_ends_with_the_release_live_and_the_next_line(prompt: Prompt) -> None:
    """Exit 0, and the line that undoes it once there is something to go back to."""
    first = prompt.type("deploy", "--env=memory", "--release=v1", "--reason=first")
    second = prompt.type("deploy-bluegreen", "--env=memory", "--release=v2")

    assert (0, 0) == (first.code, second.code), second.out
    assert "v2" == prompt.live
    assert "v2 is live" in second.told
    assert "inv rollback --env=memory --app=cost-simulator" in second.told
    assert ["first"] == [row.value("why") for row in prompt.store.rows() if row.value("why")]
    assert "" == prompt.store.read().owner


def test_row_49_a_deploy_of_what_is_live_says_so_verifies_and_changes_nothing(prompt: Prompt) -> None:
    """Run twice in a row: exit 0 both times, the platform as it was."""
    prompt.type("deploy", "--env=memory", "--release=v1")
    before = prompt.state

    again = prompt.type("deploy", "--env=memory", "--release=v1")

    assert ExitCode.DONE == again.code
    assert "v1 is live already" in again.out
    assert "verify app v1 through the front door" in again.out
    assert before == prompt.state


def test_a_deploy_that_was_stopped_is_told_and_given_up_by_a_rollback(prompt: Prompt) -> None:
    """What was live stays: nobody who stops a deploy means to go back further than that."""
    prompt.type("deploy", "--env=memory", "--release=v1")
    prompt.set_memory(**{"window_seconds = 0.1": "window_seconds = 2"})
    with prompt.typing("deploy", "--env=memory", "--release=v2") as process:
        assert process.stdout is not None
        while "step     3/" not in process.stdout.readline():
            pass
        process.send_signal(signal.SIGINT)
        assert ExitCode.STOPPED == process.wait()

    seen = prompt.type("status", "--env=memory")
    back = prompt.type("rollback", "--env=memory")
    after = prompt.type("status", "--env=memory")

    assert "candidate v2 healthy, 0 % of traffic" in seen.out
    assert "; the same command goes on, inv rollback --env=memory gives it up" in seen.out
    assert "undo     inv rollback --env=memory" in seen.out
    assert (ExitCode.DONE, "v1") == (back.code, prompt.live), back.told
    assert prompt.state.site("app").candidate is None
    assert "stopped" not in after.out


def test_a_plan_is_printed_and_nothing_is_touched(prompt: Prompt) -> None:
    """Exit 0; no lease, no row, no change."""
    for words in (("deploy", "--release=v1"), ("migrate", "--release=v1-schema2"), ("maintenance-drain",)):
        shown = prompt.type(*words, "--env=memory", "--plan")
        assert (ExitCode.DONE, "") == (shown.code, shown.err), words
        assert "why:" in shown.out
        assert "end " not in shown.out

    assert prompt.is_untouched


def test_json_is_all_there_is_on_stdout_and_its_end_can_be_seen(prompt: Prompt) -> None:
    """Every line an object; the last one says how it ended, also where it failed."""
    good = prompt.type("deploy", "--env=memory", "--release=v1", "--json")
    bad = prompt.type("deploy", "--env=memory", "--release=v2-broken", "--json")
    refused = prompt.type("rollback", "--env=memory", "--to=v9", "--json")

    history = prompt.type("history", "--env=memory")

    assert "v1 is live, after wait-hopeless" in history.out
    assert "inv status --env=memory --app=cost-simulator" == bad.events()[-1]["next_line"]
    for answer, code in ((good, ExitCode.DONE), (bad, ExitCode.REVERTED), (refused, ExitCode.REFUSED)):
        assert code == answer.code == answer.events()[-1]["exit_code"]
    assert ["plan", "run-ended"] == [good.events()[0]["event"], good.events()[-1]["event"]]
    assert "problem" == refused.events()[-1]["event"]
    assert "rollback-unknown-release" == refused.events()[-1]["reference"]
    assert "inv history --env=memory" == refused.events()[-1]["do"]


def test_a_rollback_takes_no_argument_and_goes_to_the_newest_proved_release(prompt: Prompt) -> None:
    """A second one asks where to; one that was proved bad is never gone back to."""
    prompt.type("deploy", "--env=memory", "--release=v1")
    prompt.type("deploy", "--env=memory", "--release=v2")

    back = prompt.type("rollback", "--env=memory", "--mark-bad", "--reason=slow")
    twice = prompt.type("rollback", "--env=memory")
    bad = prompt.type("rollback", "--env=memory", "--to=v2")

    assert (ExitCode.DONE, "v1") == (back.code, prompt.live), back.out
    assert (ExitCode.REFUSED, ExitCode.REFUSED) == (twice.code, bad.code)
    assert "rollback-of-rollback" in twice.told
    assert "release-marked-bad" in bad.told


def test_row_55_a_rollback_without_a_release_before_is_refused(prompt: Prompt) -> None:
    """Exit 3, and nothing was touched."""
    answer = prompt.type("rollback", "--env=memory")

    assert ExitCode.REFUSED == answer.code
    assert "nothing to roll back from" in answer.told
    assert prompt.is_untouched


def test_a_killed_run_is_seen_unlocked_with_the_right_id_and_resumed(prompt: Prompt) -> None:
    """`status` shows the holder's id and what is in progress; a wrong id breaks nothing."""
    prompt.type("deploy", "--env=memory", "--release=v1")
    prompt.set_memory(**SLOW)
    with prompt.typing("deploy", "--env=memory", "--release=v2") as process:
        assert process.stdout is not None
        while "step     4/" not in process.stdout.readline():
            pass
        process.send_signal(signal.SIGKILL)
        assert -signal.SIGKILL == process.wait()
    holder = prompt.store.read().owner
    prompt.set_memory(**{"watch_seconds = 30": "watch_seconds = 0.1"})

    seen = prompt.type("status", "--env=memory")
    wrong = prompt.type("unlock", "--env=memory", "--holder=nobody")
    after_wrong = prompt.store.read().owner
    right = prompt.type("unlock", "--env=memory", f"--holder={holder}")
    nothing = prompt.type("unlock", "--env=memory", f"--holder={holder}")
    resumed = prompt.type("resume", "--env=memory")

    assert ExitCode.DONE == seen.code
    assert holder in seen.out
    assert "deploy v2" in seen.out
    assert "in progress" in seen.out
    assert (ExitCode.REFUSED, holder) == (wrong.code, after_wrong)
    assert ExitCode.DONE == right.code, right.out
    assert "unlock-not-needed" in nothing.told
    assert (ExitCode.DONE, "v2") == (resumed.code, prompt.live), resumed.out
    assert "0" == next(r for r in prompt.store.rows()[::-1] if r.kind is Kind.END).value("exit_code")


def test_there_is_nothing_to_resume_after_a_run_that_came_to_its_end(prompt: Prompt) -> None:
    """Exit 0, said in one line."""
    prompt.type("deploy", "--env=memory", "--release=v1")

    answer = prompt.type("resume", "--env=memory")

    assert ExitCode.DONE == answer.code
    assert "nothing to resume" in answer.told


def test_row_80_ctrl_c_under_traffic_takes_the_traffic_back(prompt: Prompt) -> None:
    """A real terminal: exit 4, what was live has all the traffic, and a line says so."""
    prompt.type("deploy", "--env=memory", "--release=v1")
    prompt.set_memory(**SLOW)
    terminal = Terminal(prompt, "deploy", "--env=memory", "--release=v2")
    terminal.wait_for("watch for 30 s")
    while prompt.state.site("app").share == 0:
        terminal.wait_for("watch for 30 s")

    terminal.press("\x03")

    assert ExitCode.REVERTED == terminal.end(), terminal.seen
    assert "stopping at the next safe point" in terminal.seen
    assert ("v1", 0) == (prompt.live, prompt.state.site("app").share)
    assert "v1 is live" in terminal.seen
    assert "" == prompt.store.read().owner


def test_row_46_a_second_run_is_locked_out_and_told_by_whom(prompt: Prompt) -> None:
    """Exit 6; the holder's run goes on."""
    prompt.type("deploy", "--env=memory", "--release=v1")
    prompt.set_memory(**SLOW)
    with prompt.typing("deploy", "--env=memory", "--release=v2") as process:
        assert process.stdout is not None
        while "step     4/" not in process.stdout.readline():
            pass
        fence = prompt.store.read().fence

        second = prompt.type("maintenance-drain", "--env=memory")

        assert ExitCode.LOCKED == second.code
        assert "environment-locked" in second.told
        assert fence == prompt.store.read().fence
        assert process.poll() is None
