"""What a machine has to have, and what is said where it is missing; pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tool:
    """A program, the oldest version that will do, and how it is got."""

    name: str
    argv: tuple[str, ...]
    least: tuple[int, ...]
    needed_for: str
    how: str
    is_required: bool = False


_LONGEST = 48
"""What a tool says of itself is cut here; the table has to fit a screen."""

TOOLS = (
    Tool("git", ("git", "--version"), (2, 30), "naming releases by commit", "install git", is_required=True),
    Tool(
        "docker",
        ("docker", "version", "--format", "{{.Server.Version}}"),
        (20, 10),
        "images",
        "start Docker Engine",
    ),
    Tool("terraform", ("terraform", "version"), (1, 5), "infra tasks", "install Terraform 1.5 or later"),
    Tool("aws", ("aws", "--version"), (2,), "looking at AWS by hand", "install AWS CLI version 2"),
    Tool("ssh", ("ssh", "-V"), (8,), "hosts", "install an OpenSSH client"),
    Tool("hadolint", ("hadolint", "--version"), (2, 12), "scans", "install hadolint"),
    Tool("trivy", ("trivy", "--version"), (0, 50), "scans that name it", "install Trivy and its database"),
    Tool("grype", ("grype", "version"), (0, 70), "scans that name it", "install Grype and its database"),
    Tool("syft", ("syft", "version"), (1, 2), "richer bills of materials", "install Syft"),
    Tool(
        "detect-secrets", ("detect-secrets", "--version"), (1, 5), "scans that name it", "take the extra scan"
    ),
    Tool("checkov", ("checkov", "--version"), (3,), "scans that name it", "install Checkov on its own"),
    Tool("cosign", ("cosign", "version"), (2,), "signatures in the registry", "install cosign"),
)


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one tool."""

    tool: Tool
    version: tuple[int, ...] = ()
    trouble: str = ""

    @property
    def is_good(self) -> bool:
        """Whether the tool is there and new enough."""
        return not self.trouble and self.version >= self.tool.least

    def line(self) -> tuple[str, str, str]:
        """The finding for a table: tool, what was found, what to do."""
        found = ".".join(map(str, self.version)) if self.version else (self.trouble[:_LONGEST] or "not found")
        if self.is_good:
            return (self.tool.name, found, f"good, for {self.tool.needed_for}")
        least = ".".join(map(str, self.tool.least))
        return (
            self.tool.name,
            found,
            f"{self.tool.how} (at least {least}); needed for {self.tool.needed_for}",
        )
