"""Why tasks of a release do not stay up: stopped reason, exit code, and the last lines of the container."""

from dataclasses import dataclass, field

from deploy.connectors.ecs.port import GOES_ON, Deployment, Ecs, SeenTask
from deploy.connectors.logs.port import Logs
from deploy.errors import SwingbridgeError
from deploy.platforms.ecs_service.configuration import FAILURES
from deploy.platforms.ecs_service.sight import CONFIRMED
from deploy.platforms.ecs_service.sighting import Sighting

EVERY_SECONDS = 5.0
"""A task on Fargate needs longer than this to start and to fail."""
LINES = 5
_ORDERLY = "Scaling activity"
"""How ECS begins the reason of a task that it ended because a deployment needed it no more."""


@dataclass
class Reporter:
    """Tells of one service's tasks; what cannot be asked is left out, for it only explains what is known."""

    ecs: Ecs
    logs: Logs
    service: str
    _subject: str = field(default="", init=False)
    _due_at: float = field(default=0.0, init=False)
    _said: str = field(default="", init=False)

    def story(self, seen: Sighting) -> str:
        """Why tasks of the candidate do not stay up, as was asked last; empty as long as they may still."""
        deployment = seen.deployment
        if deployment is None or deployment.stage in CONFIRMED:
            return ""
        goes_on = deployment.status in GOES_ON
        if self._subject != f"{deployment.arn} {goes_on}":
            self._subject, self._said = f"{deployment.arn} {goes_on}", ""
            self._due_at = seen.answered_at + (EVERY_SECONDS if goes_on else 0.0)
        is_whole = goes_on and deployment.target.running >= max(deployment.target.wanted, 1)
        if not is_whole and seen.answered_at >= self._due_at:
            self._due_at, self._said = seen.answered_at + EVERY_SECONDS, self._of(seen, deployment)
        return self._said

    def of_stopped(self, definition: str) -> str:
        """The newest task that has stopped; empty where none has."""
        return self._newest(definition, stopped=True)

    def last_words(self, seen: Sighting) -> str:
        """The newest task that has stopped, else the newest that runs; and what its targets lack."""
        if seen.deployment is None:
            return ""
        target = seen.deployment.target
        told = self.of_stopped(target.definition) or self._newest(target.definition, stopped=False)
        return "; ".join(filter(None, [told, self._unwell(seen, target.target_group)]))

    def _of(self, seen: Sighting, deployment: Deployment) -> str:
        service, target = seen.service, deployment.target
        if service is None:
            return ""
        has_failed = service.definition == target.definition and service.failed >= FAILURES
        if deployment.status in GOES_ON and not has_failed:
            return ""
        told = self.of_stopped(target.definition)
        return f"{service.failed} of its tasks failed; {told}" if has_failed and told else told

    def _unwell(self, seen: Sighting, target_group: str) -> str:
        try:
            return seen.health(target_group).reason if target_group else ""
        except SwingbridgeError as error:
            return f"its targets could not be asked: {error.why}"

    def _newest(self, definition: str, *, stopped: bool) -> str:
        try:
            tasks = self.ecs.tasks_of(self.service, definition, stopped=stopped)
            telling = [task for task in tasks if not task.reason.startswith(_ORDERLY)]
            return self._told(telling[0]) if telling else ""
        except SwingbridgeError as error:
            return f"its tasks could not be asked: {error.why}"

    def _told(self, task: SeenTask) -> str:
        lines = self.logs.tail(task.log_group, task.log_stream, LINES) if task.log_stream else ()
        code = f"container {task.container} ended with exit code {task.exit_code}"
        parts = (
            f"task {task.task}: {task.reason}" if task.reason else "",
            code if task.exit_code is not None else "",
            f"last lines: {' | '.join(lines)}" if lines else "",
        )
        return "; ".join(part for part in parts if part)
