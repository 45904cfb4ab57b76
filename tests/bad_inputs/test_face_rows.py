"""Bad inputs that the command line answers for; the number is the row in the list of bad inputs and misuses.

Each is typed as a person would, ends with the stated exit code in texts that help, and touches nothing.
"""

from pathlib import Path

import pytest

from deploy.errors import ExitCode
from tests.tasks.prompt import Answer, Prompt

PRODUCTION = {
    'kind = "memory"': 'kind = "memory"\n',
    "revert_seconds = 60": "is_production = true\nrevert_seconds = 60",
}
TAGS = ["v 1", ".v1", "-v1", "v" * 129, "v1:latest", "sha256:", "v1/2"]
SHELL_TRICKS = ["v1; touch gone", "`touch gone`", "$(touch gone)", "v1\ntouch gone", "v1 && touch gone"]
LOOK_ALIKES = ["v1\u202e", "ｖ1", "v\u200b1", "vл1"]  # noqa: RUF001 - that is the point


@pytest.fixture
def prompt(tmp_path: Path) -> Prompt:
    return Prompt.in_copy(tmp_path)


def refused(prompt: Prompt, *words: str) -> Answer:
    """The answer to a command that is wrong, after a look that it helps and that nothing was touched."""
    answer = prompt.type(*words)
    assert ExitCode.USAGE == answer.code, answer.told
    assert all(line.isprintable() for line in answer.told.splitlines())
    assert "Traceback" not in answer.told
    assert prompt.is_untouched
    return answer


def test_row_01_unknown_environment_names_the_nearest(prompt: Prompt) -> None:
    """And the ones that there are."""
    answer = refused(prompt, "deploy", "--env=memry", "--release=v1")

    assert "memory" in answer.told
    assert "production" in answer.told


def test_row_02_unknown_system_names_the_nearest(prompt: Prompt) -> None:
    """The same for a typo in --app."""
    answer = refused(prompt, "deploy", "--env=memory", "--app=cost-simulatr", "--release=v1")

    assert "cost-simulator" in answer.told


def test_row_03_no_environment_is_given(prompt: Prompt) -> None:
    """There is no default, ever; the known ones are named."""
    for words in (("deploy", "--release=v1"), ("rollback",), ("maintenance-drain",)):
        answer = refused(prompt, *words)
        assert "--env=<environment>" in answer.told
        assert "staging" in answer.told


@pytest.mark.parametrize(
    ("words", "nearest"),
    [
        (("deplyo", "--env=memory"), "deploy"),
        (("rolback",), "rollback"),
        (("deploy", "--env=memory", "--relese=v1"), "--release"),
        (("deploy", "--evn=memory"), "--env"),
    ],
)
def test_a_typo_in_a_task_or_a_word_names_the_nearest(
    prompt: Prompt, words: tuple[str, ...], nearest: str
) -> None:
    """Exit 2, and the line that lists what there is."""
    answer = refused(prompt, *words)

    assert f"nearest: {nearest}" in answer.told
    assert "inv --" in answer.told


@pytest.mark.parametrize("tag", [*TAGS[:4], TAGS[-1]])
def test_row_13_a_release_outside_the_grammar(prompt: Prompt, tag: str) -> None:
    """The grammar is shown, and the greatest length."""
    answer = refused(prompt, "deploy", "--env=memory", f"--release={tag}")

    assert "letters, digits" in answer.told
    assert "128" in answer.told


def test_row_13_tags_of_every_task_that_takes_one(prompt: Prompt) -> None:
    """Also where the inside comes later."""
    for words in (
        ("build", "--release=.v1"),
        ("rollback", "--to=v1:latest"),
        ("backup", "--name=a b"),
    ):
        refused(prompt, *words, "--env=memory")


@pytest.mark.parametrize("trick", SHELL_TRICKS)
def test_row_14_shell_tricks_are_only_text(prompt: Prompt, trick: str) -> None:
    """Refused by the grammar; nothing of it was ever run."""
    refused(prompt, "deploy", "--env=memory", f"--release={trick}")

    assert [] == list(prompt.folder.glob("**/gone*"))


@pytest.mark.parametrize("name", LOOK_ALIKES)
def test_row_16_look_alike_names_are_spelled_out(prompt: Prompt, name: str) -> None:
    """A name is ASCII; what a terminal would act upon does not reach it."""
    answer = refused(prompt, "deploy", "--env=memory", f"--release={name}")

    assert "letters, digits" in answer.told
    assert "\u202e" not in answer.told
    assert "\u200b" not in answer.told


def test_row_16_a_reason_cannot_hijack_the_terminal(prompt: Prompt) -> None:
    """It is kept and shown with its escape sequences and its right-to-left marks spelled out."""
    reason = "--reason=fine\x1b[2J\u202eenif"

    done = prompt.type("deploy", "--env=memory", "--release=v1", reason)
    shown = prompt.type("history", "--env=memory")

    assert (ExitCode.DONE, ExitCode.DONE) == (done.code, shown.code)
    assert "fine\\x1b[2J\\u202eenif" in shown.out
    for text in (done.told, shown.told):
        assert "\x1b" not in text
        assert "\u202e" not in text


def test_row_83_a_question_without_a_terminal_is_refused_and_names_the_flag(prompt: Prompt) -> None:
    """Production asks; nobody is there, so the run ends instead of hanging. `--yes` answers beforehand."""
    prompt.set_memory(**PRODUCTION)

    answer = refused(prompt, "maintenance-drain", "--env=memory")
    as_json = refused(prompt, "maintenance-drain", "--env=memory", "--json")
    agreed = prompt.type("maintenance-drain", "--env=memory", "--yes")

    assert "--yes" in answer.told
    assert "question-without-terminal" == as_json.events()[-1]["reference"]
    assert (ExitCode.DONE, False) == (agreed.code, prompt.is_untouched)


def test_row_84_a_reader_that_goes_away_does_not_stop_the_run(prompt: Prompt) -> None:
    """As `| head -1` does: the run goes on to its own end, which the ledger has."""
    with prompt.typing("deploy", "--env=memory", "--release=v1") as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.stdout.close()

        assert ExitCode.DONE == process.wait(60)

    last = prompt.store.last()
    assert last is not None
    assert ("0", "v1") == (last.value("exit_code"), prompt.live)


@pytest.mark.parametrize("word", ["--reason", "--release"])
def test_row_18_secret_on_the_command_line_is_refused_and_not_echoed(prompt: Prompt, word: str) -> None:
    """It is known to others from that moment on, so the text says to make a new one."""
    typed = "ghp_" + "x" * 36  # the shape of a token, and nobody's
    words = ["deploy", "--env=memory", f"{word}={typed}"]
    answer = refused(prompt, *words, *([] if word == "--release" else ["--release=v1"]))

    assert "make a new one" in answer.told
    assert typed not in answer.told
