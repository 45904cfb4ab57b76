"""The workflows as they are written: jobs, steps, and the one line that each job runs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / ".github/workflows"
ON = True  # YAML 1.1 reads the word `on` as this


@dataclass(frozen=True)
class Workflow:
    """One file."""

    name: str
    text: str
    tables: Mapping[Any, Any]

    @property
    def inputs(self) -> Mapping[str, Mapping[str, Any]]:
        """What a person fills in where the workflow is started by hand."""
        dispatch = self.tables[ON].get("workflow_dispatch") or {}
        inputs: Mapping[str, Mapping[str, Any]] = dispatch.get("inputs", {})
        return inputs


@dataclass(frozen=True)
class Job:
    """One job of a workflow."""

    workflow: Workflow
    name: str
    tables: Mapping[str, Any]

    @property
    def title(self) -> str:
        """How a test calls it."""
        return f"{self.workflow.name}: {self.name}"

    @property
    def steps(self) -> list[Mapping[str, Any]]:
        """Its steps; none where it only calls another workflow."""
        return list(self.tables.get("steps", []))

    @property
    def last(self) -> Mapping[str, Any]:
        """The step that runs our line."""
        return self.steps[-1]

    @property
    def line(self) -> str:
        """What its last step runs."""
        return str(self.last["run"]).strip()

    @property
    def variables(self) -> Mapping[str, str]:
        """What its last step is given."""
        return dict(self.last.get("env", {}))

    @property
    def acts(self) -> bool:
        """Whether it is let into an environment."""
        return "environment" in self.tables


def workflows() -> Iterator[Workflow]:
    """Every workflow there is."""
    for path in sorted(FOLDER.glob("*.yml")):
        text = path.read_text()
        yield Workflow(path.name, text, yaml.safe_load(text))


def jobs() -> Iterator[Job]:
    """Every job of every workflow."""
    for workflow in workflows():
        for name, tables in workflow.tables["jobs"].items():
            yield Job(workflow, name, tables)


def running_jobs() -> list[Job]:
    """The jobs that run something themselves."""
    return [job for job in jobs() if job.steps]


def job_of(file: str) -> Job:
    """The one job of a workflow."""
    (job,) = (job for job in running_jobs() if job.workflow.name == file)
    return job
