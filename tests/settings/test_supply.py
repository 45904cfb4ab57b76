"""What the settings say of scans and signatures."""

from pathlib import Path

import pytest

from deploy.settings.supply import ScanTool, SignatureTool, Threshold
from deploy.tasks.scan.policy import OUR_RULES, policy_of
from tests.settings.little import APP, STAGING, loaded, refused

AWS = '[aws]\nregion = "us-east-1"\n'
HOSTS = STAGING.replace('kind = "memory"', 'kind = "compose"\n[platform.compose]\nfile = "a"\nproject = "b"')


@pytest.mark.parametrize(
    ("app", "what", "why"),
    [
        (f'{APP}[scan]\ntools = ["osv"]', "scan.advisories is missing", "from a folder"),
        (f'{APP}[scan]\ntools = ["ecr"]', "the images are not in ECR", "needs [aws]"),
        (
            f'{AWS}{APP}[images]\nregistry = "r:1"\n[scan]\ntools = ["ecr"]',
            "not in ECR",
            "no images.registry",
        ),
        (f'{APP}[signing]\nidentity = "a@b.test"', "signing.issuer is missing", "who vouches"),
        (f'{APP}[signing]\nissuer = "https://b.test"', "signing.identity is missing", "who vouches"),
        (f"{APP}[approvals]\nneeds_signature = true", "[signing] names nobody", "whose it has to be"),
        (
            f'{APP}[signing]\ntool = "sigstore"\nkms_key = "awskms:///alias/x"',
            "signing.kms_key is there",
            "identities only",
        ),
    ],
)
def test_what_is_named_has_to_be_usable(tmp_path: Path, app: str, what: str, why: str) -> None:
    """Each contradiction says what to add."""
    error = refused(tmp_path, app)

    assert ("settings-contradiction", True, True) == (error.reference, what in error.what, why in error.why)


def test_signatures_in_a_file_are_for_the_memory_platform_alone(tmp_path: Path) -> None:
    """Anybody can write them."""
    error = refused(tmp_path, f'{APP}[signing]\ntool = "memory"', HOSTS)

    assert 'signing.tool is "memory" outside the memory platform' in error.what


@pytest.mark.parametrize(
    "line",
    [
        '[scan]\ntools = ["snyk"]',
        '[scan]\nthreshold = "medum"',
        "[scan]\ndatabase_days = 0",
        "[scan]\ndatabase_days = 91",
        "[approvals]\nscan_days = 0",
        '[signing]\nkms_key = "-----BEGIN PRIVATE KEY-----"',
        '[signing]\nkms_key = "cosign.key"',
        '[signing]\nidentity = "a b"\nissuer = "x"',
        '[scan]\nadvisories = "/etc"',
    ],
)
def test_values_outside_their_grammar_are_refused(tmp_path: Path, line: str) -> None:
    """A key itself is none of them: settings hold names."""
    assert "settings-bad-value" == refused(tmp_path, f"{APP}{line}").reference


def test_without_a_word_the_usual_tools_are_asked(tmp_path: Path) -> None:
    """With their threshold and the age of their knowledge."""
    policy = policy_of(loaded(tmp_path))

    assert (*OUR_RULES, "hadolint", "trivy") == policy.tools
    assert ("HIGH", 7) == (policy.threshold.name, policy.database_days)


def test_named_tools_are_asked_where_they_can_look(tmp_path: Path) -> None:
    """Images here, images in the registry, and the infrastructure; an empty list names none."""
    names = ", ".join(f'"{tool.value}"' for tool in ScanTool)
    scan = f'[scan]\ntools = [{names}]\nadvisories = "osv"\nthreshold = "critical"\ndatabase_days = 2'
    policy = policy_of(loaded(tmp_path, f"{AWS}{APP}{scan}"))

    assert (*OUR_RULES, "hadolint", "trivy", "grype", "osv", "detect-secrets") == policy.images
    assert (("ecr",), ("checkov",)) == (policy.pushed, policy.folders)
    assert ("CRITICAL", 2) == (policy.threshold.name, policy.database_days)
    assert OUR_RULES == policy_of(loaded(tmp_path, f"{APP}[scan]\ntools = []")).tools


def test_what_nobody_said_is_the_stricter_one(tmp_path: Path) -> None:
    """No signature is believed without a name; none is needed without a word."""
    settings = loaded(tmp_path)

    assert (Threshold.HIGH, SignatureTool.COSIGN) == (settings.scan.threshold, settings.signing.tool)
    assert (None, False) == (settings.approvals.scan_days, settings.approvals.needs_signature)
