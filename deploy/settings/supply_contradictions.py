"""What cannot be true together in what is said of scans and signatures."""

from collections.abc import Iterator

from deploy.settings.contradiction import Contradiction
from deploy.settings.platform import PlatformKind
from deploy.settings.schema import SettingsFile
from deploy.settings.supply import ScanTool, SignatureTool


def of_scan(file: SettingsFile) -> Iterator[Contradiction]:
    """A tool that is named needs what it looks at."""
    tools = file.scan.tools or ()
    if ScanTool.OSV in tools and file.scan.advisories is None:
        yield Contradiction(
            ("scan", "tools"),
            'scan.tools names "osv", and scan.advisories is missing',
            "osv reads advisories from a folder; without one it would find nothing",
            'add under [scan]: advisories = ".swingbridge/osv", and put the archives of OSV there',
        )
    if ScanTool.ECR in tools and (file.aws is None or file.images.registry is not None):
        yield Contradiction(
            ("scan", "tools"),
            'scan.tools names "ecr", and the images are not in ECR',
            "ECR scans what was pushed to it; that needs [aws], and no images.registry",
            'take "ecr" out of scan.tools, or push to ECR',
        )


def of_signing(file: SettingsFile) -> Iterator[Contradiction]:
    """A signature by anybody at all proves nothing."""
    signing = file.signing
    if (signing.identity is None) != (signing.issuer is None):
        missing, given = ("issuer", "identity") if signing.issuer is None else ("identity", "issuer")
        yield Contradiction(
            ("signing",),
            f"signing.{missing} is missing",
            "an identity counts only together with who vouches for it",
            f"add it under [signing], or name a kms_key instead of the {given}",
        )
    elif file.approvals.needs_signature and signing.identity is None and signing.kms_key is None:
        yield Contradiction(
            ("approvals", "needs_signature"),
            "approvals.needs_signature is true, and [signing] names nobody",
            "a signature counts only if it is known whose it has to be",
            "add under [signing]: identity and issuer, or kms_key",
        )
    if signing.kms_key is not None and signing.tool is SignatureTool.SIGSTORE:
        yield Contradiction(
            ("signing", "kms_key"),
            'signing.tool is "sigstore", and signing.kms_key is there',
            "sigstore knows identities only; keys are for cosign",
            'set tool = "cosign", or name identity and issuer',
        )
    if signing.tool is SignatureTool.MEMORY and file.platform.kind is not PlatformKind.MEMORY:
        yield Contradiction(
            ("signing", "tool"),
            'signing.tool is "memory" outside the memory platform',
            "its signatures are notes in a file, which anybody can write",
            'set tool = "cosign" or "sigstore"',
        )
