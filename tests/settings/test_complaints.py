"""Every wrong value is told with its place, what was wanted, what was found, and what to type."""

from pathlib import Path

import pytest

from tests.settings.little import APP, STAGING, refused


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ('port = "80"', 'web.port is "80", and must be a whole number from 1 to 65535'),
        ("port = 80.5", "web.port is 80.5, and must be a whole number from 1 to 65535"),
        ("port = 0", "web.port is 0, and must be a whole number from 1 to 65535"),
        ("port = true", "web.port is true, and must be a whole number from 1 to 65535"),
        ("port = 2024-01-01", "web.port is 2024-01-01, and must be a whole number from 1 to 65535"),
        ("port = [80]", "web.port is a list, and must be a whole number from 1 to 65535"),
        (
            "port = 0xffffffffffffffff",
            "web.port is a number of more than 64 bits, and must be a whole number",
        ),
        (f"port = 0x{'f' * 9000}", "web.port is a number of more than 64 bits, and must be a whole number"),
        ("watch_seconds = nan", "web.watch_seconds is nan, and must be a number more than 0, at most 86400"),
        ("watch_seconds = inf", "web.watch_seconds is inf, and must be a number more than 0, at most 86400"),
        ("has_traffic = 1", "web.has_traffic is 1, and must be true or false"),
        ("has_traffic = 'no'", 'web.has_traffic is "no", and must be true or false'),
        (
            'strategy = "blue_green"',
            'web.strategy is "blue_green", and must be one of "rolling", "blue-green"',
        ),
        ("stages = 100", "web.stages is 100, and must be a list in [ ]"),
        ("stages = []", "web.stages is an empty list, and must be a list in [ ] of 1 to 20 values"),
        ("stages = [10, '100']", 'web.stages[1] is "100", and must be a whole number from 1 to 100'),
        ("scale = 3", "web.scale is 3, and must be a table"),
        ("context = '../other'", 'web.context is "../other", and must be text: a path inside the repository'),
        ("alarms = [1.10]", "web.alarms[0] is 1.1, and must be text"),
    ],
)
def test_a_bad_value_is_told_with_what_is_wanted(tmp_path: Path, line: str, what: str) -> None:
    """The place is the line of the value, also where an earlier line is fine."""
    app = APP.replace("port = 8080", line) if line.startswith("port") else f"{APP}{line}\n"
    number = app.splitlines().index(line) + 1
    error = refused(tmp_path, app)

    assert "settings-bad-value" == error.reference
    assert error.what.startswith(f"apps/little/app.toml:{number}: components.{what}"), error.what
    assert line[:100] in error.why


def test_a_number_in_quotes_gets_the_line_without_quotes(tmp_path: Path) -> None:
    """The correction can be typed as it stands."""
    error = refused(tmp_path, APP.replace("8080", '"8080"'))

    assert "write it without quotes in apps/little/app.toml:3: port = 8080" == error.do


def test_a_truth_in_quotes_gets_the_line_without_quotes(tmp_path: Path) -> None:
    """True and false are not text."""
    assert "has_traffic = false" in refused(tmp_path, APP + 'has_traffic = "false"').do


@pytest.mark.parametrize("value", ["1.10", "8", "true", "2024-01-01", "12:30:00"])
def test_what_should_be_text_gets_the_advice_to_quote_it(tmp_path: Path, value: str) -> None:
    """Also where TOML takes it for a number, a truth, a date or a time."""
    error = refused(tmp_path, APP + f"[components.web.environment]\nVERSION = {value}\n")

    assert ("settings-bad-value", True) == (error.reference, "quote it" in error.do)


@pytest.mark.parametrize(
    ("app", "what", "do"),
    [
        (APP + "prot = 1", "app.toml:5: unknown key components.web.prot", "did you mean port? correct"),
        (f"watch_second = 1\n{APP}", "app.toml:1: unknown key watch_second", "belongs to [components.*]"),
        (
            f"lease_secs = 1\n{APP}",
            "app.toml:1: unknown key lease_secs",
            "did you mean lease_seconds? correct",
        ),
        (APP + "cluster = 'x'", "app.toml:5: unknown key components.web.cluster", "[platform.ecs_service]"),
        (APP + "lease_seconds = 9", "app.toml:5: unknown key components.web.lease_seconds", "to the top"),
        (f'"zq\\u202e" = 1\n{APP}', "app.toml:1: unknown key zq\\u202e", "delete it from"),
    ],
)
def test_an_unknown_key_leads_to_the_one_that_was_meant(tmp_path: Path, app: str, what: str, do: str) -> None:
    """The nearest of the same table, or the table that the key belongs to."""
    error = refused(tmp_path, app)

    assert ("settings-unknown-key", True) == (error.reference, error.what.endswith(what)), error.what
    assert do in error.do


def test_a_missing_key_is_told_at_its_table(tmp_path: Path) -> None:
    """With what it has to be."""
    error = refused(tmp_path, APP.replace('repository = "little-web"\n', ""))

    assert "settings-missing-key" == error.reference
    assert "apps/little/app.toml:1: the key components.web.repository is missing" == error.what
    assert "an image repository" in error.why


def test_a_misspelling_is_told_before_the_gap_it_leaves(tmp_path: Path) -> None:
    """Both are there; the first explains the second."""
    error = refused(tmp_path, APP.replace("repository", "repostory"))

    assert "settings-unknown-key" == error.reference
    assert "also wrong: apps/little/app.toml:1 components.web.repository" in error.why


def test_many_faults_are_counted(tmp_path: Path) -> None:
    """Three are named, the others are counted."""
    error = refused(tmp_path, APP + "a = 1\nb = 1\nc = 1\nd = 1\ne = 1\nf = 1\n")

    assert error.why.endswith("apps/little/app.toml:8 components.web.d and 2 more")


def test_the_overlay_is_blamed_for_what_it_says(tmp_path: Path) -> None:
    """A good value below does not hide the bad one above."""
    error = refused(tmp_path, staging=f"{STAGING}\n[components.web]\nport = 'x'\n")

    assert error.what.startswith("apps/little/staging.toml:9: components.web.port")


def test_a_component_name_outside_the_grammar_is_told(tmp_path: Path) -> None:
    """Look-alikes and marks that turn the direction are spelled out or refused."""
    error = refused(tmp_path, APP.replace("components.web", 'components."w\\u202eb"'))

    assert ("settings-bad-value", True) == (error.reference, "w\\u202eb" in error.what), error.what


@pytest.mark.parametrize("table", ["secrets", "build_secrets", "environment"])
def test_a_bad_value_of_a_secret_is_not_repeated(tmp_path: Path, table: str) -> None:
    """Somebody may have pasted the secret itself."""
    error = refused(tmp_path, APP + f'[components.web.{table}]\nPIN = "hunter\\t2 \\u0001"\n')

    assert "hunter" not in error.what + error.why + error.do
    assert "settings-bad-value" == error.reference


def test_a_plain_secret_is_refused_and_not_repeated(tmp_path: Path) -> None:
    """The text says to rotate it: it is in the history of the repository."""
    error = refused(tmp_path, APP + '[components.web.environment]\nDB_PASSWORD = "hunter2"\n')

    assert ("settings-plain-secret", True) == (error.reference, error.do.startswith("rotate it"))
    assert "hunter2" not in error.what + error.why + error.do


def test_a_huge_value_is_cut(tmp_path: Path) -> None:
    """An error fits on a screen."""
    error = refused(tmp_path, APP + f'context = "{"x/" * 50_000}"\n')

    assert len(error.what + error.why + error.do) < 800
