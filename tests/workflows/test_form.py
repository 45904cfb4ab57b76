"""What every workflow has to be like, so that a cancelled or hostile run can do no harm."""

import re

import pytest

from tests.workflows.reading import Job, Workflow, jobs, running_jobs, workflows

PINNED = re.compile(r"uses: (\./\S+|[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)")
AFTER_A_CANCEL = re.compile(r"always\(|cancelled\(|failure\(")
WORKFLOWS, JOBS, RUNNING = list(workflows()), list(jobs()), running_jobs()


def titled(one: Workflow | Job) -> str:
    return one.name if isinstance(one, Workflow) else one.title


def test_the_four_workflows_are_there() -> None:
    """And the one that `deploy` calls for each system."""
    names = {workflow.tables["name"] for workflow in WORKFLOWS}

    assert {"ci", "deploy", "deploy-system", "rollback", "maintenance"} == names


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=titled)
def test_nothing_is_permitted_unless_a_job_says_so(workflow: Workflow) -> None:
    """And no job may write anything but its own identity."""
    assert {} == workflow.tables["permissions"]
    for job in workflow.tables["jobs"].values():
        assert "read" == job["permissions"]["contents"]
        assert set(job["permissions"].items()) <= {("contents", "read"), ("id-token", "write")}


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=titled)
def test_what_others_wrote_is_pinned_by_commit(workflow: Workflow) -> None:
    """A tag can be moved to a thief's code; the version stands beside the commit for people."""
    used = [line.strip(" -") for line in workflow.text.splitlines() if re.match(r"[ -]*uses:", line)]

    assert used
    assert [] == [line for line in used if not PINNED.match(line)]


@pytest.mark.parametrize("job", RUNNING, ids=titled)
def test_a_job_sets_up_and_then_becomes_one_line_of_ours(job: Job) -> None:
    """Signals go to the entry process alone: without `exec` the tool would hear of a cancel as SIGKILL."""
    assert ["run" in step for step in job.steps] == [False] * (len(job.steps) - 1) + [True]
    assert job.line.startswith("exec ./inv ")
    assert 1 == len(job.line.splitlines())
    assert "shell" not in job.last
    assert job.tables["timeout-minutes"] > 0


@pytest.mark.parametrize("job", RUNNING, ids=titled)
def test_what_people_type_reaches_the_line_as_a_variable(job: Job) -> None:
    """Pasted into the line it would be code."""
    assert "${{" not in job.line
    assert [] == re.findall(r'(?<!")\$\w', job.line.replace('"maintenance-$ACTION"', ""))


@pytest.mark.parametrize("job", RUNNING, ids=titled)
def test_nothing_runs_after_a_cancel(job: Job) -> None:
    """A clean-up that takes the lease would keep everybody else out."""
    assert [] == [step for step in (job.tables, *job.steps) if AFTER_A_CANCEL.search(str(step.get("if", "")))]
    assert not job.tables.get("continue-on-error")


@pytest.mark.parametrize("job", [job for job in RUNNING if job.acts], ids=titled)
def test_a_run_that_is_under_way_is_never_cancelled_for_a_newer_one(job: Job) -> None:
    """Runs on one environment of one system queue up, and none is cut off."""
    queue = job.tables.get("concurrency") or job.workflow.tables["concurrency"]

    assert False is queue["cancel-in-progress"]
    assert {"inputs.environment", "inputs.system"} <= set(re.findall(r"inputs\.\w+", queue["group"]))
    assert "write" == job.tables["permissions"]["id-token"]
    assert "${{ inputs.environment }}" == job.tables["environment"]


@pytest.mark.parametrize("job", [job for job in RUNNING if not job.acts], ids=titled)
def test_a_job_outside_all_environments_has_no_identity(job: Job) -> None:
    """What a pull request brings along cannot reach AWS."""
    assert {"contents": "read"} == job.tables["permissions"]
    assert "secrets." not in job.workflow.text
