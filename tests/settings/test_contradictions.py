"""Settings that are each allowed and cannot be true together are refused with the arithmetic."""

from pathlib import Path

import pytest

from deploy.errors import UsageError
from deploy.settings.load import load
from tests.settings.little import APP, STAGING, loaded, refused, repository

WORKER = '[components.worker]\nrepository = "little-worker"\nhas_traffic = false\nstrategy = "rolling"\n'
ON_ECS = APP + 'platform = "ecs-service"\n'
LEDGER = 'kind = "sqlite"\npath = ".swingbridge/ledger.db"'


@pytest.mark.parametrize(
    ("app", "what", "why"),
    [
        (APP + "stages = [50, 10, 100]", "stages of web are [50, 10, 100]", "must rise"),
        (APP + "stages = [10, 10, 100]", "stages of web are [10, 10, 100]", "must rise"),
        (APP + 'strategy = "canary"\nstages = [10, 50]', "stages of web are [10, 50]", "end at 100"),
        (APP + "stages = [10, 100]", 'with strategy "blue-green"', "move at once"),
        (APP + 'strategy = "linear"', 'with strategy "linear"', "in stages"),
        (ON_ECS + 'strategy = "canary"\nstages = [10, 50, 100]', "on ecs-service", "one share and then all"),
        (ON_ECS + 'strategy = "linear"\nstages = [10, 50, 100]', "on ecs-service", "equal steps"),
        (APP.replace("port = 8080\n", ""), "no port", "where to knock"),
        (APP.replace('health_path = "/health"\n', ""), "no health_path", "where to knock"),
        (APP + "has_traffic = false", "has no traffic", "rolls"),
        (APP + WORKER, "shift_order is missing", "2 components"),
        (f"shift_order = ['web', 'web']\n{APP}{WORKER}", 'shift_order is ["web", "web"]', "exactly once"),
        (f"shift_order = ['web', 'job']\n{APP}{WORKER}", 'shift_order is ["web", "job"]', "exactly once"),
        (f"revert_seconds = 300\n{APP}", "the watches take 300", "300 x 1 = 300"),
        (
            f"revert_seconds = 500\n{APP}strategy = 'canary'\nstages = [10, 100]",
            "the watches take 600",
            "300 x 2 = 600",
        ),
        (APP + "scale = { count = 3, least = 4 }", "least 4, count 3", "4 <= 3 <= 4 is not so"),
        (APP + "scale = { count = 3, most = 2 }", "count 3, most 2", "1 <= 3 <= 2 is not so"),
        (APP + "scale = { count = 3, least = 5, most = 2 }", "least 5, count 3, most 2", "5 <= 3 <= 2"),
        (
            APP + "[components.web.health]\ninterval_seconds = 100\nthreshold = 10",
            "web needs 1000 to be called healthy",
            "interval 100 x threshold 10 = 1000 > 600",
        ),
        (
            APP + "[components.web.health]\ninterval_seconds = 10\nthreshold = 3\nstart_seconds = 571",
            "web needs 601 to be called healthy",
            "start 571 + interval 10 x threshold 3 = 601 > 600",
        ),
        (
            APP + "[components.web.health]\ntimeout_seconds = 11",
            "health.timeout_seconds of web (11)",
            "11 > 10",
        ),
        (
            APP + '[components.web.environment]\nA = "1"\n[components.web.secrets]\nA = "little/a"',
            "A is an environment variable and a secret",
            "win silently",
        ),
        (f"{APP}[waits]\nno_progress_seconds = 601", "no_progress_seconds (601)", "601 > 600"),
        (f"{APP}[waits]\ninterval_seconds = 180", "interval_seconds (180)", "looked twice"),
        (
            f'{APP}[approvals]\nwindows = ["mon-fri 08:00-17:00", "sat 17:00-08:00"]',
            'the window "sat 17:00-08:00" ends before it begins',
            "no moment of the day",
        ),
        (f"lease_seconds = 10\n{APP}[waits]\ninterval_seconds = 4", "shorter than three looks", "= 12"),
        (
            f'{APP}[database]\nengine = "postgres"\ncomponent = "api"\nmigration_command = ["x"]',
            'database.component is "api"',
            '["web"]',
        ),
        (f"is_production = true\n{APP}[approvals]\nneeds_digest = false", "needs_digest", "by digest only"),
    ],
)
def test_contradictions_of_a_system(tmp_path: Path, app: str, what: str, why: str) -> None:
    """The numbers are in the text, so that a person sees which one to change."""
    error = refused(tmp_path, app)

    assert ("settings-contradiction", True) == (error.reference, what in error.what), error.what
    assert why in error.why, error.why


@pytest.mark.parametrize(
    ("staging", "what"),
    [
        (STAGING.replace(LEDGER, 'kind = "sqlite"'), "ledger.path is missing"),
        (STAGING.replace(LEDGER, 'kind = "dynamodb"'), "ledger.table is missing"),
        (STAGING.replace('"memory"', '"hosts"'), "[platform.hosts] is missing"),
        (STAGING + '[platform.static_site]\nbucket = "b"\nsource = "out"', None),
        (
            STAGING.replace('"memory"', '"app-runner"\n[platform.app_runner]\nservice = "s"'),
            "[aws] is missing",
        ),
        (
            STAGING.replace('"memory"', '"ecs-service"\n[platform.ecs_service]\ncluster = "c"')
            + '[aws]\nregion = "us-east-1"',
            "[components.web.ecs_service] is missing",
        ),
        (STAGING + '[components.web]\nplatform = "compose"', "[platform.compose] is missing"),
    ],
)
def test_contradictions_of_an_environment(tmp_path: Path, staging: str, what: str | None) -> None:
    """Each kind of platform and of ledger needs what belongs to it, and may ignore what does not."""
    if what is None:
        assert "memory" == loaded(tmp_path, staging=staging).platform.kind
    else:
        assert what in refused(tmp_path, staging=staging).what


def test_the_bounds_themselves_are_allowed(tmp_path: Path) -> None:
    """Equal is enough where it says at least."""
    health = "[components.web.health]\ninterval_seconds = 60\ntimeout_seconds = 60\nthreshold = 10\n"

    assert 600 == loaded(tmp_path, f"revert_seconds = 301\n{APP}{health}").waits.healthy_seconds


def test_production_must_say_that_it_is(tmp_path: Path) -> None:
    """What guards production hangs on one key, so it may not be forgotten."""
    root = repository(tmp_path)
    (root / "apps/little/staging.toml").rename(root / "apps/little/production.toml")
    with pytest.raises(UsageError) as caught:
        load(root, "little", "production")

    assert "is_production = true" in caught.value.do
