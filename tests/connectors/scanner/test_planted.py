"""Planted secrets are found in every layer and in the configuration, and are never told."""

import random
import string
import urllib.request
from pathlib import Path

import pytest

from deploy.connectors.scanner.planted import PlantedSecrets
from deploy.connectors.scanner.port import Severity
from tests.connectors.scanner.specimens import specimen

# Put together at run time, so that nobody takes this file for a leak.
SECRETS = {
    "aws-access-key": "AKIA" + "IOSFODNN7EXAMPLE",
    "aws-secret-key": "aws_secret_access_key = " + "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "private-key": "-----BEGIN RSA " + "PRIVATE KEY-----",
    "github-token": "ghp_" + "a1B2" * 9,
    "slack-token": "xoxb-" + "123456789012-abcdef",
    "slack-webhook": "hooks.slack.com/services/T000/B000/" + "X" * 24,
    "api-key": "sk-" + "proj-abcdefghijklmnopqrstuv",
    "stripe-key": "sk_live_" + "abcdefghijklmnop",
    "google-key": "AIza" + "B" * 35,
    "web-token": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0." + "abcdefghijklmnop",
    "password-in-address": "postgresql://user:" + "hunter2hunter2@db/x",
    "password": 'DB_PASSWORD = "' + 'hunter2hunter2"',
}
HARMLESS = (
    'password = "${DB_PASSWORD}"',
    "password = os.environ['DB_PASSWORD']",
    "postgresql://user:{password}@db/x",
    "postgresql://user@db/x",
    "AKIA is how such keys begin",
    "-----BEGIN CERTIFICATE-----",
    'password = "<yours>"',
)


@pytest.mark.parametrize("rule", SECRETS)
def test_each_kind_of_secret_is_found_with_file_and_line_and_without_itself(
    tmp_path: Path, rule: str
) -> None:
    """Critical, and nothing of the value is in the finding."""
    secret = SECRETS[rule]
    made = specimen(tmp_path, [("app/settings.py", f"one\ntwo {secret}\n".encode(), 0o644)])
    found = PlantedSecrets().examine(made).findings

    assert rule in {finding.rule for finding in found}
    assert {"app/settings.py:2"} == {finding.where for finding in found}
    assert {Severity.CRITICAL} == {finding.severity for finding in found}
    assert all(secret not in repr(finding) for finding in found)


@pytest.mark.parametrize("text", HARMLESS)
def test_what_only_looks_like_one_is_left_alone(tmp_path: Path, text: str) -> None:
    """References, places to fill in, and certificates."""
    assert () == PlantedSecrets().examine(specimen(tmp_path, [("a", text.encode(), 0o644)])).findings


def test_a_secret_that_a_later_layer_removes_is_still_there(tmp_path: Path) -> None:
    """Whoever pulls the image can read it."""
    below = [("app/key", SECRETS["private-key"].encode(), 0o600)]
    made = specimen(tmp_path, below, [("app/.wh.key", b"", 0o600)])

    assert ["private-key"] == [finding.rule for finding in PlantedSecrets().examine(made).findings]


def test_a_secret_in_a_variable_of_the_image_is_found(tmp_path: Path) -> None:
    """The configuration shows every ENV line."""
    config: dict[str, object] = {"config": {"Env": [f"KEY={SECRETS['github-token']}"]}}
    made = specimen(tmp_path, [("a", b"", 0o644)], config=config)

    assert ["configuration:1"] == [finding.where for finding in PlantedSecrets().examine(made).findings]


def test_a_thousand_planted_secrets_are_found_and_none_is_told(tmp_path: Path) -> None:
    """At random places of random files, some of them binary."""
    chance = random.Random(7)  # noqa: S311 - the same ones at every run
    letters = string.ascii_letters + string.digits
    tokens = ["ghp_" + "".join(chance.choices(letters, k=36)) for _ in range(1000)]
    noise = [bytes(chance.choices(range(33), k=chance.randrange(200))) for _ in tokens]
    layer = [
        (f"f{i}", filler + b" " + token.encode() + b" " + filler, 0o644)
        for i, (token, filler) in enumerate(zip(tokens, noise, strict=True))
    ]
    found = PlantedSecrets().examine(specimen(tmp_path, layer))
    told = repr(found)

    assert {f"f{number}" for number in range(1000)} == {f.where.partition(":")[0] for f in found.findings}
    assert [] == [token for token in tokens if token in told]


def test_what_was_examined_is_counted(tmp_path: Path) -> None:
    """The configuration and every file."""
    made = specimen(tmp_path, [("a", b"", 0o644), ("b", b"", 0o644)], [("c", b"", 0o644)])

    assert 4 == PlantedSecrets().examine(made).items


def test_keys_that_a_library_publishes_are_known_and_one_beside_them_is_found(tmp_path: Path) -> None:
    """By what they are, not by the name of the file: so no waiver hides what is planted there."""
    library = next(Path("/usr/lib").glob("*/libgnutls.so.30"), None)
    if library is None:
        pytest.skip("there is no GnuTLS here (Debian: apt-get install libgnutls30)")
    data = library.read_bytes()
    clean = specimen(tmp_path / "one", [("usr/lib/libgnutls.so.30", data, 0o644)])
    key = b"-----BEGIN RSA " + b"PRIVATE KEY-----\nMIIEogIBAAKCAQEA\n-----END RSA PRIVATE KEY-----"
    planted = specimen(tmp_path / "two", [("usr/lib/libgnutls.so.30", data + key, 0o644)])

    assert b"PRIVATE KEY-----" in data
    assert () == PlantedSecrets().examine(clean).findings
    assert ["private-key"] == [finding.rule for finding in PlantedSecrets().examine(planted).findings]


def test_the_example_in_python_s_own_library_is_known(tmp_path: Path) -> None:
    """Of this Python; a password that differs by one letter is found."""
    data = Path(urllib.request.__file__).read_bytes()
    assert () == PlantedSecrets().examine(specimen(tmp_path / "one", [("a.py", data, 0o644)])).findings
    other = specimen(tmp_path / "two", [("a.py", data.replace(b"geheim$", b"geheim!"), 0o644)])

    assert ["password"] == [finding.rule for finding in PlantedSecrets().examine(other).findings]


def test_two_keys_have_two_marks(tmp_path: Path) -> None:
    """The mark is of the whole key: its first line is the same for all."""
    head = "-----BEGIN RSA " + "PRIVATE KEY-----"
    keys = "\n".join(f"{head}\n{body}\n-----END RSA PRIVATE KEY-----" for body in ("AAAA", "BBBB"))
    found = PlantedSecrets().examine(specimen(tmp_path, [("a", keys.encode(), 0o644)])).findings

    assert 2 == len({finding.what for finding in found})
