"""Groups, annotations and the job summary; and nothing that foreign text could command."""

import io
import re
from pathlib import Path

import pytest

from deploy.connectors.clock.memory import MemoryClock
from deploy.engine.events import Event, Facts, Problem, Said, StepBegan
from deploy.engine.screen.github import GithubScreen
from deploy.engine.screen.job_summary import escaped
from deploy.engine.screen.workflow_commands import command, harmless
from deploy.errors import ExitCode
from tests.engine.screen.golden import golden
from tests.engine.screen.story import EVIL, EVIL_STORY, FIRST, HISTORY, STORY

OURS = re.compile(r"::(group|endgroup|error|warning)( title=[^:,]*)?::")


def told(*events: Event, summary: str = "") -> str:
    """What the events leave in the log."""
    out = io.StringIO()
    screen = GithubScreen(out, summary, MemoryClock())
    for event in events:
        screen.show(event)
    screen.close()
    return out.getvalue()


def commands(log: str) -> list[str]:
    """The lines that GitHub's runner acts upon, judged as the runner does."""
    return [line for line in log.split("\n") if line.lstrip().startswith("::") or "##[" in line]


def test_a_run_is_told_in_groups_and_annotations() -> None:
    """What ends a step stands after its group, so that a folded log still shows it."""
    assert golden("github.txt") == told(*STORY)


def test_the_job_summary_shows_verdict_steps_and_problems(tmp_path: Path) -> None:
    """The page is appended to what other steps of the job wrote."""
    page = tmp_path / "summary.md"
    page.write_text("before\n\n", "utf-8")
    told(*STORY, HISTORY, summary=str(page))
    assert "before\n\n" + golden("github-summary.md") == page.read_text("utf-8")


def test_a_run_that_ended_without_a_verdict_says_so(tmp_path: Path) -> None:
    """A crash does not look like a success."""
    page = tmp_path / "summary.md"
    told(*STORY[:4], summary=str(page))
    assert page.read_text("utf-8").startswith("### Swingbridge: ended without a verdict\n")


def test_a_summary_that_cannot_be_written_is_a_warning(tmp_path: Path) -> None:
    """The run goes on."""
    log = told(*STORY, summary=str(tmp_path / "missing" / "summary.md"))
    assert log.splitlines()[-1].startswith("::warning::The job summary could not be written: ")


def test_the_summary_is_written_once(tmp_path: Path) -> None:
    """Closing twice does no harm."""
    page = tmp_path / "summary.md"
    screen = GithubScreen(io.StringIO(), str(page), MemoryClock())
    screen.show(HISTORY)
    screen.close()
    once = page.read_text("utf-8")
    screen.close()
    assert once == page.read_text("utf-8")


def test_an_open_group_is_closed_at_the_end() -> None:
    """Also when the step never ended."""
    assert "::endgroup::" == told(FIRST).splitlines()[-1]


def test_a_step_that_never_ended_does_not_swallow_the_next() -> None:
    """Groups do not nest on GitHub."""
    log = told(FIRST, StepBegan(2, 2, "shift api")).splitlines()
    assert ["::group::1/2 prepare api", "::endgroup::", "::group::2/2 shift api", "::endgroup::"] == [
        line for line in log if line.startswith("::")
    ]


@pytest.mark.parametrize("event", EVIL_STORY, ids=lambda event: type(event).__name__)
def test_foreign_text_commands_nothing(event: Event) -> None:
    """Every command in the log is one of ours."""
    log = told(event)
    assert all(OURS.match(line) for line in commands(log))
    assert all(line.isprintable() for line in log.split("\n"))


def test_a_cell_that_starts_like_a_command_is_taken_apart() -> None:
    """A table carries no time in front, so its first cell starts the line."""
    log = told(Facts("::add-mask::a", ("  ::b::",), (("##[error]c",), ("::stop-commands::d",))))
    assert [] == commands(log)
    assert ": :add-mask::a\n: :b::\n## [error]c\n: :stop-commands::d\n" == log


@pytest.mark.parametrize(
    ("expected", "line"),
    [
        (": :error::x", "::error::x"),
        ("  : :error::x", "  ::error::x"),
        (": :::x", "::::x"),
        ("a ::error::x", "a ::error::x"),
        ("a ## [error]x", "a ##[error]x"),
    ],
)
def test_a_line_is_made_harmless(expected: str, line: str) -> None:
    """A colon pair counts at the start only, the older form anywhere."""
    assert expected == harmless(line)


def test_a_command_escapes_its_text_and_its_title() -> None:
    """A title also ends at a colon or a comma."""
    assert "::error title=a%25%0D%0A%3A%2Cb::100%25%0D%0A:,b" == command(
        "error", "100%\r\n:,b", title="a%\r\n:,b"
    )


def test_a_problem_is_an_error_with_its_reference_as_title() -> None:
    """Three lines in the annotation, one in the log."""
    problem = Problem("a-b", "100 % full", "disk: no", "df -h", ExitCode.REFUSED)
    assert ["::error title=a-b::100 %25 full%0AWhy: disk: no%0ADo: df -h"] == commands(told(problem))


def test_a_note_is_no_annotation() -> None:
    """Only warnings are worth a mark."""
    assert [] == commands(told(Said("hello")))


def test_markdown_acts_on_no_foreign_sign() -> None:
    """Each sign of ASCII has its backslash."""
    assert r"\<b\> \[a\]\(https\:\/\/x\) \`c\` \| d \\" == escaped(r"<b> [a](https://x) `c` | d " + "\\")


def test_foreign_text_cannot_leave_its_block_of_the_summary(tmp_path: Path) -> None:
    """Outside indented code, which acts upon nothing, no sign of foreign text goes without its backslash."""
    page = tmp_path / "summary.md"
    told(*EVIL_STORY, summary=str(page))
    prose = [line for line in page.read_text("utf-8").split("\n") if not line.startswith("    ")]
    assert len(prose) > 5
    assert [] == [line for line in prose if re.search(r"(?<!\\)[<`\[]", line)]
    assert EVIL not in page.read_text("utf-8")
