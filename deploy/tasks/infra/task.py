"""The faces of `infra.*`."""

from typing import TYPE_CHECKING

from deploy.tasks.face import ACTS, LOOKS, face
from deploy.tasks.later import comes_later

if TYPE_CHECKING:
    from deploy.errors import ExitCode
    from deploy.tasks.visit import Visit


@face(LOOKS)
def plan(visit: "Visit") -> "ExitCode":
    """Show what Terraform would change."""
    visit.settings()
    comes_later("infra.plan", "Terraform")


@face(ACTS)
def apply(visit: "Visit") -> "ExitCode":
    """Apply exactly the plan that was shown."""
    visit.settings()
    comes_later("infra.apply", "Terraform")


@face(LOOKS)
def topology(visit: "Visit") -> "ExitCode":
    """What Terraform built, as deployments see it."""
    visit.settings()
    comes_later("infra.topology", "Terraform")
