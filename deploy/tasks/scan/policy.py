"""Which tools an environment wants to be asked, and what it refuses."""

from dataclasses import dataclass

from deploy.connectors.scanner.port import Severity, Specimen
from deploy.model.image import SITE
from deploy.settings.schema import Settings
from deploy.settings.supply import ScanTool

OUR_RULES = ("hygiene", "secrets", "packages")
_USUAL = (ScanTool.HADOLINT, ScanTool.TRIVY)
"""Where images leave this machine; elsewhere our own rules are enough, unless tools are named."""
_IN_REGISTRY = frozenset({ScanTool.ECR})
_ON_FOLDERS = frozenset({ScanTool.CHECKOV})
_ON_FILES = frozenset({*OUR_RULES, ScanTool.DETECT_SECRETS.value})
"""Those that look at any file; the others know Dockerfiles, packages or systems alone."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What has to be asked, and from where on something is refused."""

    images: tuple[str, ...] = OUR_RULES
    """Asked about every image on this machine."""
    pushed: tuple[str, ...] = ()
    """Asked about every image that is in the registry."""
    folders: tuple[str, ...] = ()
    """Asked about the infrastructure, once."""
    threshold: Severity = Severity.HIGH
    database_days: int = 7

    @property
    def sites(self) -> tuple[str, ...]:
        """Asked about every static site, which has nothing but files."""
        return tuple(tool for tool in self.images if tool in _ON_FILES)

    def spared(self, specimen: Specimen) -> tuple[str, ...]:
        """Those that have nothing to look at there, and are not missed."""
        if specimen.image.artifact != SITE:
            return ()
        return tuple(tool for tool in (*self.images, *self.pushed) if tool not in self.sites)

    @property
    def tools(self) -> tuple[str, ...]:
        """All that have to have looked before the scan counts."""
        return (*self.images, *self.pushed, *self.folders)


def policy_of(settings: Settings) -> Policy:
    """The policy that the settings amount to."""
    usual = _USUAL if settings.is_shared else ()
    named = usual if settings.scan.tools is None else settings.scan.tools
    elsewhere = _IN_REGISTRY | _ON_FOLDERS
    return Policy(
        images=(*OUR_RULES, *(tool.value for tool in named if tool not in elsewhere)),
        pushed=tuple(tool.value for tool in named if tool in _IN_REGISTRY),
        folders=tuple(tool.value for tool in named if tool in _ON_FOLDERS),
        threshold=Severity.of(settings.scan.threshold.value),
        database_days=settings.scan.database_days,
    )
