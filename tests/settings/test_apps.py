"""The settings of the five systems load in every environment and say what their documents say."""

from pathlib import Path

import pytest

from deploy.settings.load import known_environments, known_systems, load
from deploy.settings.platform import LaunchType, PlatformKind
from deploy.settings.schema import LedgerKind

ROOT = Path(__file__).parents[2]
SYSTEMS = ("cloud-optimizer", "cost-simulator", "fraud-detector", "pm-doc-intel", "wwhd")
ENVIRONMENTS = ("local", "memory", "production", "staging")


def test_all_five_systems_are_there() -> None:
    """Each with the same four environments."""
    assert SYSTEMS == known_systems(ROOT)
    assert dict.fromkeys(SYSTEMS, ENVIRONMENTS) == {s: known_environments(ROOT, s) for s in SYSTEMS}


@pytest.mark.parametrize("environment", ENVIRONMENTS)
@pytest.mark.parametrize("system", SYSTEMS)
def test_every_environment_of_every_system_loads(system: str, environment: str) -> None:
    """And only production is production; a ledger is shared wherever a team deploys."""
    settings = load(ROOT, system, environment)
    is_shared = environment in ("staging", "production")

    assert (system, environment) == (settings.system, settings.environment)
    assert (environment == "production") == settings.is_production
    assert (LedgerKind.DYNAMODB if is_shared else LedgerKind.SQLITE) == settings.ledger.kind


@pytest.mark.parametrize("system", SYSTEMS)
def test_memory_needs_no_cloud(system: str) -> None:
    """Every component runs on the memory platform, and a rollout there takes seconds."""
    settings = load(ROOT, system, "memory")

    assert {PlatformKind.MEMORY} == {settings.platform_of(component) for component in settings.components}
    assert 10 > sum(manner.watch_seconds * len(manner.stages) for manner in settings.manners())


@pytest.mark.parametrize("system", SYSTEMS)
def test_no_two_environments_share_a_ledger_file(system: str) -> None:
    """A rehearsal leaves no trace in a demonstration."""
    paths = [load(ROOT, system, environment).ledger.path for environment in ("local", "memory")]

    assert 2 == len(set(paths))


def test_fraud_detector_moves_its_components_as_one() -> None:
    """ML first, because the others call it; the sizes and counts are the document's."""
    settings = load(ROOT, "fraud-detector", "production")
    sizes = {c.name: (c.scale.count, c.ecs_service.cpu_units) for c in settings.components if c.ecs_service}

    assert {"ml": (2, 1024), "worker": (2, 256), "api": (3, 512)} == sizes
    assert ["ml", "worker", "api"] == [manner.component for manner in settings.manners()]
    assert not settings.component("worker").has_traffic


def test_fraud_detector_stages_on_machines() -> None:
    """Two EC2 instances, under the same controller as production."""
    platform = load(ROOT, "fraud-detector", "staging").platform

    assert platform.ecs_service is not None
    assert LaunchType.EC2 == platform.ecs_service.launch_type


@pytest.mark.parametrize("environment", ["staging", "production"])
def test_fraud_detector_is_told_everything_that_its_document_names(environment: str) -> None:
    """Laravel, database, cache, Bedrock, safety, speed and figures; what is secret comes from the store."""
    plain = {
        *("APP_ENV", "APP_DEBUG", "DB_CONNECTION", "DB_DATABASE", "AWS_REGION", "AWS_BUCKET", "CACHE_DRIVER"),
        *("SESSION_DRIVER", "BEDROCK_ENDPOINT_URL", "ENCRYPT_SENSITIVE_DATA", "AUDIT_LOGGING_ENABLED"),
        *("SECURE_HEADERS_ENABLED", "QUEUE_WORKERS", "METRICS_ENABLED", "HEALTH_CHECK_ENABLED"),
        *("MOCK_EXTERNAL_SERVICES", "ML_SERVICE_URL"),
    }
    stored = {"APP_KEY", "DB_HOST", "DB_USERNAME", "DB_PASSWORD", "REDIS_HOST", "HMAC_KEYS"}
    settings = load(ROOT, "fraud-detector", environment)
    api, worker = settings.component("api"), settings.component("worker")

    assert (plain, stored) == (set(api.environment), set(api.secrets))
    assert plain - set(worker.environment) == {"SECURE_HEADERS_ENABLED", "HEALTH_CHECK_ENABLED"}
    assert stored - set(worker.secrets) == {"HMAC_KEYS"}


@pytest.mark.parametrize("environment", ["staging", "production"])
def test_cost_simulator_is_told_everything_that_its_document_names(environment: str) -> None:
    """And how large an ECS task of it is, where it listens and where its log goes."""
    (app,) = load(ROOT, "cost-simulator", environment).components

    assert {
        *("FLASK_ENV", "HOST", "PORT", "DEBUG", "SECURE_HEADERS", "WORKERS", "THREADS", "TIMEOUT"),
        *("LOG_LEVEL", "LOG_FILE", "CORS_ORIGINS"),
    } == set(app.environment)
    assert {"SECRET_KEY"} == set(app.secrets)
    assert app.ecs_service is not None
    assert (256, 512, "/ecs/cost-simulator") == (
        app.ecs_service.cpu_units,
        app.ecs_service.memory_mib,
        app.ecs_service.log_group,
    )
    assert (5001, "/health") == (app.port, app.health_path)


def test_cloud_optimizer_lets_streams_end() -> None:
    """Chat streams for up to 300 s: neither the balancer nor a drain may cut it."""
    settings = load(ROOT, "cloud-optimizer", "production")
    ecs = settings.platform.ecs_service

    assert ecs is not None
    assert (300, 300, 3600) == (ecs.idle_seconds, ecs.drain_seconds, ecs.sticky_seconds)
    assert 300 == settings.waits.drain_seconds


def test_wwhd_has_two_platforms() -> None:
    """The API on App Runner, the site in a bucket."""
    settings = load(ROOT, "wwhd", "production")

    assert [PlatformKind.APP_RUNNER, PlatformKind.STATIC_SITE] == [
        settings.platform_of(component) for component in settings.components
    ]


@pytest.mark.parametrize("system", SYSTEMS)
def test_every_system_is_built_on_one_base_that_is_pinned_by_its_digest(system: str) -> None:
    """By one key, so that a mirror can be named; no environment has another."""
    bases = {load(ROOT, system, name).images.base for name in ("memory", "local", "staging", "production")}
    (base,) = bases

    assert "@sha256:" in str(base)


def test_tags_follow_each_document() -> None:
    """Cloud Optimizer names both versions; the others name a commit or a version."""
    schemes = {system: load(ROOT, system, "production").images.tag_scheme for system in SYSTEMS}

    assert {
        "cloud-optimizer": "v{version}-ib{library_version}",
        "cost-simulator": "sha-{sha}",
        "fraud-detector": "{sha}",
        "pm-doc-intel": "v{version}",
        "wwhd": "sha-{sha}",
    } == schemes
