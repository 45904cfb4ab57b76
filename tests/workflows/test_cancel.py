"""Somebody presses cancel: the deploy job's very line, with the signals and the pauses of GitHub's runner."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.errors import ExitCode
from tests.tasks.prompt import QUICK, Prompt
from tests.workflows.reading import job_of
from tests.workflows.runner import Ended, Step, checked_out

LINE = job_of("deploy-system.yml").line
RELEASE = {"ENVIRONMENT": "memory", "SYSTEM": "cost-simulator", "REASON": "push of a tag", "AWS_ROLE_ARN": ""}
SLOW_START = {"start_seconds = 1": "start_seconds = 25"}
LONG_WATCH = {"watch_seconds = 0.1": "watch_seconds = 30"}
LONG_BAKE = {"bake_seconds = 0.1": "bake_seconds = 30"}


@pytest.fixture
def prompt(tmp_path: Path) -> Prompt:
    """A checkout whose system has v1 live."""
    prompt = Prompt(checked_out(tmp_path))
    prompt.set_memory(**QUICK)
    assert ExitCode.DONE == prompt.type("deploy", "--env=memory", "--release=v1").code
    return prompt


@pytest.fixture
def step(prompt: Prompt, request: pytest.FixtureRequest) -> Iterator[Step]:
    """The deploy of v2, in settings that the test names; nothing of it is left afterwards."""
    prompt.set_memory(**request.param)
    step = Step(prompt.folder, LINE, RELEASE | {"TAG": "cost-simulator/v2"})
    try:
        yield step
    finally:
        step.close()


def heard_of_it(ended: Ended) -> bool:
    """Whether the first signal reached the tool and was enough."""
    return ended.after is signal.SIGINT and ended.seconds < 7.5 and not ended.left_over


@pytest.mark.parametrize("step", [SLOW_START], indirect=True)
def test_row_82_cancelled_while_the_candidate_starts(prompt: Prompt, step: Step) -> None:
    """Exit 8: nothing has moved, the lease is free, and the same line goes on."""
    step.wait_for_step("prepare app v2")

    ended = step.cancel()

    assert (ExitCode.STOPPED, True) == (ended.code, heard_of_it(ended)), "".join(step.lines)
    assert ("v1", "") == (prompt.live, prompt.store.read().owner)
    prompt.set_memory(**{new: old for old, new in SLOW_START.items()})
    assert ExitCode.DONE == prompt.type("deploy", "--env=memory", "--release=v2").code
    assert "v2" == prompt.live


@pytest.mark.parametrize("step", [LONG_WATCH], indirect=True)
def test_row_82_cancelled_with_all_the_traffic_on_the_candidate(prompt: Prompt, step: Step) -> None:
    """Exit 4: the traffic is back before the runner loses its patience, and the lease is free."""
    step.wait_for_step("watch for 30 s")

    ended = step.cancel()

    assert (ExitCode.REVERTED, True) == (ended.code, heard_of_it(ended)), "".join(step.lines)
    assert ("v1", "") == (prompt.live, prompt.store.read().owner)
    assert 0 == prompt.state.site("app").share


@pytest.mark.parametrize("step", [LONG_BAKE], indirect=True)
def test_row_82_cancelled_in_the_bake(prompt: Prompt, step: Step) -> None:
    """One release has everything, and the last row of the ledger says how it ended."""
    step.wait_for_step("watch for 30 s")

    ended = step.cancel()
    last = prompt.store.last()

    assert heard_of_it(ended), "".join(step.lines)
    assert last is not None
    assert (str(ended.code), "") == (last.value("exit_code"), prompt.store.read().owner)
    assert {ExitCode.STOPPED: "v2", ExitCode.REVERTED: "v1"}[ExitCode(ended.code)] == prompt.live
    assert 0 == prompt.state.site("app").share


@pytest.mark.slow
def test_without_exec_the_tool_would_hear_nothing(prompt: Prompt, tmp_path: Path) -> None:
    """What the lines are guarded against: a kill in mid-deploy. The lease ends by itself, the traffic too."""
    prompt.set_memory(**LONG_WATCH)
    step = Step(tmp_path, f"{LINE.removeprefix('exec ')}\ntrue", RELEASE | {"TAG": "cost-simulator/v2"})
    try:
        step.wait_for_step("watch for 30 s")
        ended = step.cancel()
    finally:
        step.close()
    site, held = prompt.state.site("app"), prompt.store.read()

    assert ended.left_over > 0
    assert "stopping" not in "".join(step.lines)
    assert (100, "v1") == (site.share, site.live.release if site.live else "")
    assert 0 == site.settled(site.revert_at).share
    assert held.owner
    assert 0 < held.lease_seconds <= 90
