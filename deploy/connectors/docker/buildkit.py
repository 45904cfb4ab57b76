"""BuildKit, through Docker's command line: docker-py does not speak it."""

import re
from contextlib import ExitStack

from deploy.connectors.docker.handed import handed
from deploy.connectors.docker.port import BuildOrder, Say
from deploy.connectors.process.port import Command, ProcessRunner, Result
from deploy.errors import SwingbridgeError, ToolMissing

LETS_THROUGH = ("DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_CONFIG", "DOCKER_CERT_PATH", "DOCKER_TLS_VERIFY")
BUILD_SECONDS = 3600.0
_SILENT_SECONDS = 1200.0
"""A line of a Dockerfile may compile for long without a word."""
_ASK_SECONDS = 15.0
_VARIABLES = (
    ("DOCKER_BUILDKIT", "1"),
    ("BUILDKIT_PROGRESS", "plain"),
    ("BUILDX_NO_DEFAULT_ATTESTATIONS", "1"),  # they would make an index of the image, with the time in it
)
_INSIDE = range(20, 23)
"""The versions of the command line that have BuildKit inside; later ones have it in the plugin buildx."""
BUILDX = ("docker", "buildx", "build", "--load")
PLAIN = ("docker", "build")


class BuildKit:
    """The command line of this machine, and how it builds with BuildKit; it may not know how."""

    def __init__(self, processes: ProcessRunner) -> None:
        self._processes = processes
        self._verb, self._lacks = self._look()

    @property
    def is_there(self) -> bool:
        """Whether this machine can build with BuildKit."""
        return bool(self._verb)

    def missing(self, component: str) -> ToolMissing:
        """The error where a build needs it."""
        return ToolMissing(
            "buildkit-missing",
            what=f"{component} is built with secrets, and only BuildKit keeps those out of the image",
            why=self._lacks,
            do="install Docker's plugin buildx (docker-buildx-plugin), or leave build_secrets out",
        )

    def build(self, order: BuildOrder, say: Say) -> Result:
        """Build the image into the engine."""
        with ExitStack() as stack:
            secrets = {secret.name: secret.value() for secret in order.secrets}
            paths = {name: stack.enter_context(handed(value)) for name, value in secrets.items()}
            command = Command(
                build_arguments(self._verb, order, paths),
                lets_through=LETS_THROUGH,
                variables=_VARIABLES,
                deadline_seconds=BUILD_SECONDS,
                no_progress_seconds=_SILENT_SECONDS,
                hides=tuple(secrets.values()),
            )
            return self._processes.run(command, say)

    def _look(self) -> tuple[tuple[str, ...], str]:
        """How it is called; where it is not there, why."""
        try:
            told = self._ask("docker", "--version").out
            if self._ask("docker", "buildx", "version").is_ok:
                return BUILDX, ""
        except SwingbridgeError as error:
            return (), error.what
        found = re.search(r"version (\d+)", told)
        if found and int(found[1]) in _INSIDE:
            return PLAIN, ""
        return (), f"this command line has no buildx: {told.strip() or 'it does not tell its version'}"

    def _ask(self, *argv: str) -> Result:
        return self._processes.run(Command(argv, lets_through=LETS_THROUGH, deadline_seconds=_ASK_SECONDS))


def build_arguments(verb: tuple[str, ...], order: BuildOrder, secrets: dict[str, str]) -> tuple[str, ...]:
    """The command that builds; of a secret there is the name, and a path that only this run can read."""
    where = ("--file", str(order.dockerfile), "--platform", order.platform, "--tag", order.name)
    base = ("--network", order.network, "--build-arg", f"BASE={order.base}")
    labels = (part for key, value in order.labels() for part in ("--label", f"{key}={value}"))
    files = (part for name, path in secrets.items() for part in ("--secret", f"id={name},src={path}"))
    return (*verb, *where, *base, *labels, *files, "--", str(order.context))
