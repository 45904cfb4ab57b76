"""Bad inputs that settings answer for; the number is the row in the list of bad inputs and misuses.

Each is refused with the stated exit code, in texts that help, and leaves every file and no ledger behind.
"""

import hashlib
import tracemalloc
from pathlib import Path

import pytest

from deploy.errors import ExitCode, SwingbridgeError
from deploy.settings.load import load
from deploy.settings.reading import MOST_BYTES
from tests.settings.little import APP, STAGING, repository

SHELL_TRICKS = ["little; rm -rf /", "`id`", "$(id)", "little\nid", "-rf", "--env", "little ", "", "LITTLE"]
PATH_TRICKS = ["..", "../little", "/etc", "little/../little", "a/b", ".", "little/", "~", "little\x00"]
LOOK_ALIKES = ["littlе", "lıttle", "little\u202e", "little\u200b", "ｌittle", "líttle"]  # noqa: RUF001  # that is the point


def refusal(root: Path, system: str = "little", environment: str = "staging") -> SwingbridgeError:
    """The error that loading leads to, after a look that it is in order and that nothing was touched."""
    before = everything(root)
    with pytest.raises(SwingbridgeError) as caught:
        load(root, system, environment)
    error = caught.value
    for text in (error.what, error.why, error.do):
        assert 8 < len(text) < 700
        assert text.isprintable()
    assert before == everything(root)
    return error


def everything(root: Path) -> dict[str, str]:
    """Every file under the root with its mode and its content; a ledger would be among them."""
    return {
        str(path.relative_to(root)): f"{path.lstat().st_mode:o} {path.lstat().st_mtime_ns} {content(path)}"
        for path in root.rglob("*")
    }


def content(path: Path) -> str:
    """What a small file holds, in short."""
    is_small = path.is_file() and path.stat().st_size < 2**20
    return hashlib.sha256(path.read_bytes()).hexdigest() if is_small else ""


def test_row_01_unknown_environment(tmp_path: Path) -> None:
    """The known ones are listed, and the nearest is the line to type."""
    error = refusal(repository(tmp_path), environment="stagin")

    assert (ExitCode.USAGE, "unknown-environment") == (error.exit_code, error.reference)
    assert ("there are: staging", "did you mean --env=staging?") == (error.why, error.do)


def test_row_02_unknown_system(tmp_path: Path) -> None:
    """The same for a typo in the system."""
    error = refusal(repository(tmp_path), system="litle")

    assert (ExitCode.USAGE, "unknown-system") == (error.exit_code, error.reference)
    assert ("there are: little", "did you mean --app=little?") == (error.why, error.do)


def test_row_04_malformed_settings(tmp_path: Path) -> None:
    """File, line, column, and the line itself."""
    error = refusal(repository(tmp_path, APP + 'strategy = "blue-green\n'))

    assert (ExitCode.USAGE, "settings-syntax") == (error.exit_code, error.reference)
    assert error.what.startswith("apps/little/app.toml:5:")
    assert 'strategy = "blue-green' in error.what


def test_row_05_duplicate_key(tmp_path: Path) -> None:
    """Both lines are named and shown."""
    error = refusal(repository(tmp_path, APP + "port = 9090\n"))

    assert (ExitCode.USAGE, "settings-duplicate-key") == (error.exit_code, error.reference)
    assert "components.web.port stands on line 3 and again on line 5" in error.what
    assert "port = 8080 / port = 9090" in error.why


def test_row_06_unknown_key(tmp_path: Path) -> None:
    """The nearest known key is the advice."""
    error = refusal(repository(tmp_path, APP + 'stratgy = "rolling"\n'))

    assert (ExitCode.USAGE, "settings-unknown-key") == (error.exit_code, error.reference)
    assert error.what.startswith("apps/little/app.toml:5:")
    assert "did you mean strategy?" in error.do


@pytest.mark.parametrize("value", ["no", "1.10", "0755", "12:30", "12:30:00", "2024-01-01", "0o755", "1_000"])
def test_row_07_values_that_look_like_text(tmp_path: Path, value: str) -> None:
    """Nothing turns silently into a truth, a number or a time: the text says to quote it."""
    error = refusal(repository(tmp_path, f"{APP}[components.web.environment]\nVERSION = {value}\n"))

    assert ExitCode.USAGE == error.exit_code
    assert "apps/little/app.toml:6" in error.what
    assert "quote it" in error.why + error.do


@pytest.mark.parametrize(
    ("app", "staging", "what"),
    [
        (APP, "", "apps/little/staging.toml:1: the key platform is missing"),
        ("", STAGING, "apps/little/staging.toml:1: the key components is missing"),
        (APP, "[1, 2]\n", "apps/little/staging.toml:1:3: not valid TOML: [1, 2]"),
        (APP.replace("8080", '"8080"'), STAGING, 'port is "8080", and must be a whole number'),
        (f"lease_seconds = [90]\n{APP}", STAGING, "lease_seconds is a list, and must be a number"),
        (
            APP,
            'platform = "memory"\n' + STAGING.split("\n\n", 1)[1],
            'platform is "memory", and must be a table',
        ),
    ],
)
def test_row_08_wrong_type_or_empty(tmp_path: Path, app: str, staging: str, what: str) -> None:
    """The path of the key, what was wanted, and what was found."""
    error = refusal(repository(tmp_path, app, staging))

    assert (ExitCode.USAGE, True) == (error.exit_code, what in error.what), error.what


@pytest.mark.parametrize(
    ("app", "allowed"),
    [
        (APP + "scale = { count = -1 }", "from 1 to 1000"),
        (APP + "scale = { count = 0 }", "from 1 to 1000"),
        (APP + "scale = { count = 1_000_000 }", "from 1 to 1000"),
        (APP + "scale = { count = 5, least = 9, most = 3 }", "least <= count <= most"),
        (f"bake_seconds = 0\n{APP}", "more than 0, at most 86400"),
        (APP + "watch_seconds = -5", "more than 0, at most 86400"),
        (APP.replace("8080", "65536"), "from 1 to 65535"),
        (f"lease_seconds = 1\n{APP}", "from 10 to 900"),
        (f"revert_seconds = 1e300\n{APP}", "more than 0, at most 86400"),
    ],
)
def test_row_09_numbers_out_of_range(tmp_path: Path, app: str, allowed: str) -> None:
    """The allowed range is in the text."""
    error = refusal(repository(tmp_path, app))

    assert (ExitCode.USAGE, True) == (error.exit_code, allowed in error.what + error.why), error.what


def test_row_10_timeout_smaller_than_the_health_checks_need(tmp_path: Path) -> None:
    """The arithmetic is shown."""
    health = "[components.web.health]\ninterval_seconds = 30\nthreshold = 5\n"
    waits = "[waits]\nhealthy_seconds = 120\nno_progress_seconds = 60\n"
    error = refusal(repository(tmp_path, APP + health + waits))

    assert (ExitCode.USAGE, "settings-contradiction") == (error.exit_code, error.reference)
    assert "interval 30 x threshold 5 = 150 > 120" in error.why
    assert "set healthy_seconds to 150 or more" == error.do


@pytest.mark.parametrize(
    ("app", "reference"),
    [
        (b"#" * (MOST_BYTES + 1), "settings-too-large"),
        (b"x" * (100 * 2**20), "settings-too-large"),
        (b"a = " + b"[" * 100_000, "settings-too-deep"),
        (b"a" + b".a" * 100_000 + b" = 1", "settings-too-deep"),
        (b"a = " + b"{a = " * 40_000, "settings-too-deep"),
    ],
    ids=["one byte too many", "100 MB", "brackets", "dots", "inline tables"],
)
def test_row_11_huge_or_deep_settings(tmp_path: Path, app: bytes, reference: str) -> None:
    """Refused before parsing, in little memory."""
    root = repository(tmp_path, app)
    del app
    tracemalloc.start()
    error = refusal(root)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert (ExitCode.USAGE, reference) == (error.exit_code, error.reference)
    assert peak < 20 * 2**20


@pytest.mark.parametrize(
    ("app", "place"),
    [
        (b"\xef\xbb\xbf" + APP.encode(), "apps/little/app.toml:1:1: a byte order mark"),
        (APP.encode() + b"\x00", "apps/little/app.toml:5:1: a NUL byte"),
        (APP.encode() + b'context = "\xfe"', "apps/little/app.toml:5:12: the byte FE"),
        (APP.encode() + b"a = 1\rb = 2\n", "apps/little/app.toml:5:6: not valid TOML"),
    ],
    ids=["byte order mark", "NUL", "not UTF-8", "CR alone"],
)
def test_row_12_bytes_that_are_not_plain_text(tmp_path: Path, app: bytes, place: str) -> None:
    """With the position; CRLF and tabs are plain text."""
    error = refusal(repository(tmp_path, app))

    assert (ExitCode.USAGE, True) == (error.exit_code, error.what.startswith(place)), error.what


@pytest.mark.parametrize("name", PATH_TRICKS + SHELL_TRICKS)
def test_row_15_names_that_leave_the_tree(tmp_path: Path, name: str) -> None:
    """Refused by grammar, for systems and for environments, before any path is made of them."""
    root = repository(tmp_path)

    assert "name-outside-grammar" == refusal(root, system=name).reference
    assert "name-outside-grammar" == refusal(root, environment=name).reference


@pytest.mark.parametrize("linked", ["apps/little", "apps/little/app.toml", "apps/little/staging.toml"])
def test_row_15_links_that_leave_the_tree(tmp_path: Path, linked: str) -> None:
    """A perfect file outside is not read."""
    outside, root = repository(tmp_path / "outside"), repository(tmp_path / "root")
    (root / linked).rename(tmp_path / "moved")
    (root / linked).symlink_to(outside / linked)
    error = refusal(root)

    assert (ExitCode.USAGE, "settings-outside-repository") == (error.exit_code, error.reference)


@pytest.mark.parametrize("name", LOOK_ALIKES)
def test_row_16_look_alike_names(tmp_path: Path, name: str) -> None:
    """Names are ASCII; marks that turn the direction are spelled out."""
    root = repository(tmp_path)

    assert "name-outside-grammar" == refusal(root, system=name).reference
    assert "name-outside-grammar" == refusal(root, environment=name).reference


def test_row_16_look_alike_keys(tmp_path: Path) -> None:
    """A key in other letters is unknown, and its text does not turn the terminal around."""
    error = refusal(repository(tmp_path, APP + '"p\u043ert\u202e" = 1\n'))

    assert (ExitCode.USAGE, "settings-unknown-key") == (error.exit_code, error.reference)
    assert "\\u202e" in error.what


@pytest.mark.parametrize("spoilt", ["apps/little/app.toml", "apps/little/staging.toml", "apps/little"])
def test_row_95_settings_that_everybody_can_write(tmp_path: Path, spoilt: str) -> None:
    """Refused with exit code 3 and the line that corrects it."""
    root = repository(tmp_path)
    (root / spoilt).chmod(0o777)
    error = refusal(root)

    assert (ExitCode.REFUSED, "settings-world-writable") == (error.exit_code, error.reference)
    assert "chmod o-w apps/little" in error.do
