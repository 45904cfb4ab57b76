"""Why tasks of a release do not stay up: stopped reason, exit code, and the last lines of the container."""

from dataclasses import dataclass

from deploy.connectors.ecs.port import Ecs, SeenTask
from deploy.connectors.logs.port import Logs
from deploy.errors import SwingbridgeError

LINES = 5
_ORDERLY = "Scaling activity"
"""How ECS begins the reason of a task that it ended because a deployment needed it no more."""


@dataclass(frozen=True)
class Reporter:
    """Tells of one service's tasks; what cannot be asked is left out, for it only explains what is known."""

    ecs: Ecs
    logs: Logs
    service: str

    def of_stopped(self, definition: str) -> str:
        """The newest task that has stopped; empty where none has."""
        return self._newest(definition, stopped=True)

    def last_words(self, definition: str) -> str:
        """The newest task that has stopped, else the newest that runs."""
        return self.of_stopped(definition) or self._newest(definition, stopped=False)

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
