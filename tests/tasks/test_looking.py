"""Tasks that only look, and faces whose inside comes later."""

import signal

import pytest

from deploy.errors import ExitCode
from tests.tasks.prompt import Prompt


def test_status_and_history_answer_before_anything_ever_happened(prompt: Prompt) -> None:
    """Exit 0, one screen, and not even a file is made."""
    status = prompt.type("status", "--env=memory")
    history = prompt.type("history", "--env=memory")

    assert (ExitCode.DONE, ExitCode.DONE) == (status.code, history.code)
    assert "nothing yet" in status.out
    assert len(status.out.splitlines()) <= 24
    assert prompt.is_untouched


def test_status_and_history_answer_while_somebody_holds_the_lease(prompt: Prompt) -> None:
    """Without the lease, in one screen, with what is live, by whom, and the run in progress."""
    prompt.type("deploy", "--env=memory", "--release=v1", "--reason=first")
    prompt.set_memory(**{"watch_seconds = 0.1": "watch_seconds = 30"})
    with prompt.typing("deploy", "--env=memory", "--release=v2") as process:
        assert process.stdout is not None
        while "step     4/" not in process.stdout.readline():
            pass
        held = prompt.store.read()

        status = prompt.type("status", "--env=memory")
        history = prompt.type("history", "--env=memory", "--most=1")

        assert held.holder == prompt.store.read().holder
        process.send_signal(signal.SIGTERM)
        assert ExitCode.REVERTED == process.wait()
    assert ExitCode.DONE == status.code
    assert len(status.out.splitlines()) <= 24
    for text in ("v1, proved", held.owner, "deploy v2", "candidate v2"):
        assert text in status.out
    assert "not over" in history.out
    assert "v1 is live" not in history.out


def test_status_as_json_is_one_line(prompt: Prompt) -> None:
    """A pipeline reads it without a terminal."""
    answer = prompt.type("status", "--env=memory", "--json")

    assert ["facts"] == [event["event"] for event in answer.events()]


def test_maintenance_goes_up_and_down_and_twice_is_once(prompt: Prompt) -> None:
    """Row 93: on when it is on and off when it is off end with 0; status reminds of it."""
    prompt.type("deploy", "--env=memory", "--release=v1")

    drains = [prompt.type("maintenance-drain", "--env=memory") for _ in range(2)]
    notice = prompt.state.site("app").notice
    status = prompt.type("status", "--env=memory")
    resumes = [prompt.type("maintenance-resume", "--env=memory") for _ in range(2)]

    assert [ExitCode.DONE] * 4 == [answer.code for answer in (*drains, *resumes)]
    assert notice
    assert "maintenance" in status.out
    assert "" == prompt.state.site("app").notice


def test_a_backup_and_a_migration_are_made_once(prompt: Prompt) -> None:
    """The same name twice is one backup, the same schema twice one migration."""
    prompt.type("deploy", "--env=memory", "--release=v1")

    for _ in range(2):
        assert ExitCode.DONE == prompt.type("backup", "--env=memory", "--name=tuesday").code
        assert ExitCode.DONE == prompt.type("migrate", "--env=memory", "--release=v2-schema2").code

    assert (("tuesday", "none"), ("before-v2-schema2", "none")) == prompt.state.backups
    assert 2 == prompt.state.schema.position
    assert "v1" == prompt.live


@pytest.mark.parametrize("words", [("restore",), ("db.prove",), ("infra.apply",), ("secrets.put",)])
def test_a_face_that_comes_later_says_so_in_one_line(prompt: Prompt, words: tuple[str, ...]) -> None:
    """Exit 7, and nothing else happens."""
    answer = prompt.type(*words, "--env=memory")

    assert ExitCode.TOOL_MISSING == answer.code
    assert 1 == len(answer.told.splitlines())
    assert f"inv {words[0]} is not built yet" in answer.told
    assert prompt.is_untouched
