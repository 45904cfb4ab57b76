"""Each line that a workflow runs is a task that exists, with the words that it is given."""

import itertools
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from invoke.exceptions import ParseError
from invoke.parser.context import ParserContext
from invoke.parser.parser import Parser

from deploy.settings.load import known_environments, known_systems
from deploy.tasks.namespace import namespace
from tests.workflows.reading import ROOT, Job, job_of, running_jobs

REASONS = ("push of main", 'it\'s "slow"; $(touch gone) `touch gone`\n--env=production')
SAMPLES: Mapping[str, tuple[str, ...]] = {
    "AWS_ROLE_ARN": ("arn:aws:iam::123456789012:role/deploy",),
    "SWINGBRIDGE_EXTRAS": ("",),
    "TAG": ("", "cost-simulator/v1.4.0"),
    "TARGET": ("", "v1.3.9"),
    "MARK_BAD": ("", "yes"),
    "REASON": REASONS,
    "ENVIRONMENT": ("staging", "production"),
    "SYSTEM": ("cost-simulator", "fraud-detector"),
}
"""What a variable can hold where no list in the workflow says so; one that is missing here is new: add it."""


def given(job: Job) -> Iterator[dict[str, str]]:
    """Every way in which the line's variables can be filled."""
    names = sorted(job.variables)
    for values in itertools.product(*(possible(job, name) for name in names)):
        yield dict(zip(names, values, strict=True))


def possible(job: Job, name: str) -> tuple[str, ...]:
    """What a variable can hold."""
    asked = job.workflow.inputs.get(job.variables[name].removeprefix("${{ inputs.").removesuffix(" }}"), {})
    return tuple(asked.get("options", ())) or SAMPLES[name]


@pytest.fixture
def recorder(tmp_path: Path) -> Path:
    """A folder whose door writes down what it is given, word by word, and does nothing."""
    door = tmp_path / "inv"
    door.write_text("#!/bin/sh\nprintf '%s\\0' \"$@\"\n")
    door.chmod(0o755)
    return tmp_path


def words(recorder: Path, line: str, variables: Mapping[str, str]) -> list[str]:
    """The words that the line's own shell hands over."""
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("bash is missing; it is the shell of the workflows")
    run = subprocess.run(
        [bash, "-e", "-c", line],
        cwd=recorder,
        env={"PATH": os.environ["PATH"], **variables},
        capture_output=True,
        text=True,
        timeout=10,
        check=True,
    )
    return run.stdout.split("\0")[:-1]


@pytest.mark.parametrize("job", running_jobs(), ids=lambda job: job.title)
def test_the_line_is_a_task_with_these_words(job: Job, recorder: Path) -> None:
    """Whatever the variables hold: the line's own shell splits it, and the real tasks take it."""
    for variables in given(job):
        typed = words(recorder, job.line, variables)
        parser = Parser(initial=ParserContext(), contexts=namespace().to_contexts())
        _, task, *more = parser.parse_argv(typed)

        assert [] == more, typed
        said = {name: flag.value for name, flag in task.args.items()}
        for name, variable in (("env", "ENVIRONMENT"), ("app", "SYSTEM"), ("reason", "REASON")):
            assert variables.get(variable) == said.get(name), typed
    assert ["inv"] == [path.name for path in recorder.iterdir()]


def test_a_reason_that_looks_like_a_word_is_never_obeyed(recorder: Path) -> None:
    """It is a text, or refused with exit 2 as a reason that is missing."""
    job = job_of("rollback.yml")
    common = {"ENVIRONMENT": "staging", "SYSTEM": "cost-simulator"}

    def parsed(reason: str) -> dict[str, object]:
        parser = Parser(initial=ParserContext(), contexts=namespace().to_contexts())
        _, task = parser.parse_argv(words(recorder, job.line, {**common, "REASON": reason}))
        return {name: flag.value for name, flag in task.args.items()}

    said = parsed("--override=release-marked-bad")

    assert ("", "--override=release-marked-bad") == (said["override"], said["reason"])
    with pytest.raises(ParseError, match="needed value"):
        parsed("--mark-bad")


def test_a_line_with_a_word_that_no_task_has_is_found(recorder: Path) -> None:
    """The test above can fail."""
    parser = Parser(initial=ParserContext(), contexts=namespace().to_contexts())

    with pytest.raises(ParseError, match="relese"):
        parser.parse_argv(words(recorder, "exec ./inv deploy --env=staging --relese=v1", {}))


@pytest.mark.parametrize("job", [job for job in running_jobs() if job.acts], ids=lambda job: job.title)
def test_systems_and_environments_of_the_line_are_there(job: Job) -> None:
    """Each has its settings in this repository."""
    for variables in given(job):
        assert variables["SYSTEM"] in known_systems(ROOT)
        assert variables["ENVIRONMENT"] in known_environments(ROOT, variables["SYSTEM"])


def test_a_tag_names_the_release_that_production_gets(recorder: Path) -> None:
    """What stands before the slash is the system, what comes after it the release; main has no tag."""
    job = job_of("deploy-system.yml")
    common = {"ENVIRONMENT": "production", "SYSTEM": "cost-simulator", "REASON": "push"}

    tagged = words(recorder, job.line, {**common, "TAG": "cost-simulator/v1.4.0"})
    pushed = words(recorder, job.line, {**common, "TAG": ""})

    assert "--release=v1.4.0" in tagged
    assert "--release=" in pushed


def test_the_tags_that_start_a_deploy_are_those_of_its_jobs() -> None:
    """A system with a job and no tag would never reach production."""
    import yaml  # noqa: PLC0415 - only this test needs the raw file

    deploy = yaml.safe_load((ROOT / ".github/workflows/deploy.yml").read_text())

    assert [f"{job}/*" for job in deploy["jobs"]] == deploy[True]["push"]["tags"]
    for name, job in deploy["jobs"].items():
        assert name == job["with"]["system"]
        assert f"'{name}/'" in job["if"]
