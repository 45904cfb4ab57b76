"""How long AWS may take is said by the settings, and is always shorter than the patience of a step."""

from pathlib import Path

import pytest

from deploy.bootstrap.accounts import open_clients
from deploy.connectors.ledger.dynamodb_client import Table, connect
from deploy.settings.load import load
from tests.settings.little import STAGING, loaded

ROOT = Path(__file__).parents[2]
AWS = '[aws]\nregion = "us-east-1"\nendpoint = "http://127.0.0.1:4566"\n'


def with_aws(text: str = "") -> str:
    return STAGING + AWS + text


def test_calls_wait_as_long_as_the_settings_say(tmp_path: Path) -> None:
    """Both clients of a service, the patient one and the one that sends."""
    settings = loaded(tmp_path, staging=with_aws("connect_seconds = 2\nanswer_seconds = 3\n"))
    client = open_clients(settings, tmp_path).of("ecs")

    for made in (client.patient, client.once):
        assert (2, 3) == (made.meta.config.connect_timeout, made.meta.config.read_timeout)
    assert 1 == client.once.meta.config.retries["total_max_attempts"] < 4
    assert 4 == client.patient.meta.config.retries["total_max_attempts"]


@pytest.mark.parametrize("system", ["cost-simulator", "fraud-detector"])
@pytest.mark.parametrize("environment", ["local", "staging", "production"])
def test_all_tries_of_a_look_together_are_shorter_than_the_patience_of_a_step(
    system: str, environment: str
) -> None:
    """A silent call is lost, and asked again, before anybody gives the step up."""
    settings = load(ROOT, system, environment)
    assert settings.aws is not None

    once = settings.aws.connect_seconds + settings.aws.answer_seconds
    assert once < settings.waits.no_progress_seconds
    assert 4 * once < min(settings.waits.healthy_seconds, settings.waits.outage_seconds)


@pytest.mark.parametrize(("said", "kept"), [(1, 1), (60, 5)])
def test_the_ledger_never_waits_so_long_that_its_lease_is_lost(said: float, kept: float) -> None:
    """Five seconds at most: a lease has to be renewed in time."""
    table = Table("ledgers", "us-east-1", "http://127.0.0.1:4566", answer_seconds=said)

    assert kept == connect(table).writer.meta.config.read_timeout
