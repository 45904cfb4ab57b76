"""What images must pass before they may go anywhere, and who has to have signed them."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from annotated_types import Ge, Le, Len

from deploy.settings.constraints import InsidePath, KeyReference, Signer

Days = Annotated[int, Ge(1), Le(90)]


class ScanTool(StrEnum):
    """What can be asked beside our own rules."""

    HADOLINT = "hadolint"
    TRIVY = "trivy"
    GRYPE = "grype"
    OSV = "osv"
    DETECT_SECRETS = "detect-secrets"
    ECR = "ecr"
    CHECKOV = "checkov"


class Threshold(StrEnum):
    """From which severity on a finding is refused."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class SignatureTool(StrEnum):
    """Who signs, and who looks at signatures."""

    COSIGN = "cosign"
    SIGSTORE = "sigstore"
    MEMORY = "memory"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """Which tools a scan asks, and what is refused; our own rules are always asked."""

    tools: Annotated[tuple[ScanTool, ...], Len(0, 7)] | None = None
    threshold: Threshold = Threshold.HIGH
    database_days: Days = 7
    advisories: InsidePath | None = None
    terraform: InsidePath = "terraform"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """Whose signature counts: an identity with its issuer, or a key in a key service."""

    tool: SignatureTool = SignatureTool.COSIGN
    identity: Signer | None = None
    issuer: Signer | None = None
    kms_key: KeyReference | None = None
    bundles: InsidePath = ".swingbridge/signatures"
    trusted_root: InsidePath | None = None
