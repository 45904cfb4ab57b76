"""The scanners and signers of a system, each built where a policy names it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from deploy.bootstrap.accounts import open_clients
from deploy.bootstrap.outside import Outside
from deploy.connectors.scanner.bill import bill_of
from deploy.connectors.scanner.bills import Bills
from deploy.connectors.scanner.checkov import Checkov
from deploy.connectors.scanner.detect_secrets import DetectSecrets
from deploy.connectors.scanner.ecr import EcrScans
from deploy.connectors.scanner.grype import Grype
from deploy.connectors.scanner.hadolint import Hadolint
from deploy.connectors.scanner.hygiene import Hygiene
from deploy.connectors.scanner.osv import OsvFolder
from deploy.connectors.scanner.planted import PlantedSecrets
from deploy.connectors.scanner.port import Bill, FolderScanner, Scanner, Specimen
from deploy.connectors.scanner.sbom import BillOfMaterials
from deploy.connectors.scanner.trivy import Trivy
from deploy.connectors.signer.cosign import Cosign
from deploy.connectors.signer.ecr_address import ecr_address
from deploy.connectors.signer.memory import MemorySigner
from deploy.connectors.signer.port import Signer, SignerWanted
from deploy.connectors.signer.sigstore import SigstoreBundles
from deploy.settings.schema import Settings
from deploy.settings.supply import SignatureTool


def open_scanner(name: str, settings: Settings, outside: Outside) -> Scanner:
    """The tool of that name."""
    tools: tuple[Scanner, ...] = (
        *(Hygiene(), PlantedSecrets(), BillOfMaterials()),
        *(program(outside.processes) for program in (Hadolint, Trivy, Grype, DetectSecrets)),
        OsvFolder(outside.root / (settings.scan.advisories or "")),
    )
    if name == EcrScans.name:
        return EcrScans(open_clients(settings, outside.root).of("ecr"))
    return next(tool for tool in tools if tool.name == name)


def open_folder_scanner(name: str, outside: Outside) -> FolderScanner:
    """The tool of that name; there is one so far."""
    return {Checkov.name: Checkov}[name](outside.processes)


def write_bill(specimen: Specimen, outside: Outside) -> dict[str, object]:
    """What an image is made of, as CycloneDX."""
    return Bills(outside.processes).document(specimen)


def read_bill(path: Path, document: dict[str, Any]) -> Bill:
    """What stands in a bill."""
    return bill_of(path, document)


def open_signer(settings: Settings, outside: Outside) -> Signer:
    """Who signs images, and knows whose signatures count."""
    signing = settings.signing
    wanted = SignerWanted(signing.identity or "", signing.issuer or "", signing.kms_key or "")
    if signing.tool is SignatureTool.COSIGN:
        return Cosign(outside.processes, wanted, _addresses(settings, outside))
    folder = outside.root / signing.bundles
    if signing.tool is SignatureTool.MEMORY:
        return MemorySigner(folder, wanted)
    trusted = outside.root / signing.trusted_root if signing.trusted_root else None
    return SigstoreBundles(folder, wanted, outside.processes, trusted)


def _addresses(settings: Settings, outside: Outside) -> Callable[[str], str]:
    """Where a repository is, as programs other than ours need to be told."""
    registry = settings.images.registry
    if registry:
        return lambda repository: f"{registry}/{repository}"
    return lambda repository: ecr_address(open_clients(settings, outside.root).of("ecr"), repository)
