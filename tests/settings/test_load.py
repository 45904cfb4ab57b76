"""What is loaded is what the files say, and nothing else can be named."""

import subprocess
import sys
from pathlib import Path

import pytest

from deploy.errors import UsageError
from deploy.model.goal import Manner, Strategy
from deploy.settings.load import default_system, known_environments, known_systems, load
from tests.settings.little import APP, STAGING, loaded, repository, write

ROOT = Path(__file__).parents[2]
TWO = f"""\
shift_order = ["worker", "web"]
{APP}strategy = "canary"
stages = [5, 100]
watch_seconds = 60

[components.worker]
repository = "little-worker"
has_traffic = false
strategy = "rolling"
"""


def test_settings_know_their_names(tmp_path: Path) -> None:
    """System and environment come from where the files lie."""
    settings = loaded(tmp_path)

    assert ("little", "staging", False) == (settings.system, settings.environment, settings.is_production)


def test_what_is_left_out_has_its_default(tmp_path: Path) -> None:
    """The defaults that the reference names."""
    settings = loaded(tmp_path)

    assert (900, 90, 300) == (settings.revert_seconds, settings.lease_seconds, settings.bake_seconds)
    assert (600, 180, 2) == (
        settings.waits.healthy_seconds,
        settings.waits.no_progress_seconds,
        settings.waits.interval_seconds,
    )


def test_components_come_in_the_order_of_the_shift(tmp_path: Path) -> None:
    """Not in the order of the file."""
    settings = loaded(tmp_path, TWO)

    assert ["worker", "web"] == [component.name for component in settings.components]
    assert 8080 == settings.component("web").port


def test_manners_are_what_the_planner_is_given(tmp_path: Path) -> None:
    """One for each component, in order."""
    assert (
        Manner("worker", Strategy.ROLLING, (100,), 300, has_traffic=False),
        Manner("web", Strategy.CANARY, (5, 100), 60, has_traffic=True),
    ) == loaded(tmp_path, TWO).manners()


def test_a_component_may_have_a_platform_of_its_own(tmp_path: Path) -> None:
    """The others run where the system runs."""
    compose = '[platform.compose]\nfile = "compose.yaml"\nproject = "little"\n'
    settings = loaded(tmp_path, TWO.replace("8080", '8080\nplatform = "compose"') + compose)

    assert ["memory", "compose"] == [settings.platform_of(component) for component in settings.components]


def test_the_environment_lies_over_the_system(tmp_path: Path) -> None:
    """One value is replaced, its neighbours stay."""
    web = loaded(tmp_path, staging=f"{STAGING}[components.web]\nport = 9000\n").component("web")

    assert (9000, "/health", "little-web") == (web.port, web.health_path, web.repository)


def test_crlf_and_tabs_are_legal(tmp_path: Path) -> None:
    """Both are TOML."""
    app = APP.replace("\n", "\r\n").replace(" = ", "\t=\t")

    assert 8080 == loaded(tmp_path, app).component("web").port


def test_systems_are_the_folders_with_an_app_file(tmp_path: Path) -> None:
    """Other folders and other files are not systems; neither are names outside the grammar."""
    root = repository(tmp_path)
    (root / "apps/empty").mkdir()
    (root / "apps/Big").mkdir()
    write(root / "apps/Big/app.toml", APP)
    write(root / "apps/reference.toml", APP)

    assert ("little",) == known_systems(root)


def test_environments_are_the_other_files(tmp_path: Path) -> None:
    """Their names follow the grammar."""
    root = repository(tmp_path)
    write(root / "apps/little/Prod 2.toml", STAGING)
    write(root / "apps/little/memory.toml", STAGING)
    write(root / "apps/little/notes.txt", "")

    assert ("memory", "staging") == known_environments(root, "little")


@pytest.mark.parametrize("system", ["other", "../little", "", "/", "."])
def test_what_is_no_system_has_no_environments(tmp_path: Path, system: str) -> None:
    """Asking is not an error; shells ask for completions."""
    assert () == known_environments(repository(tmp_path), system)


def test_the_default_system_is_named_in_one_file(tmp_path: Path) -> None:
    """And has to be one that is there."""
    root = repository(tmp_path)
    write(root / "apps/default.toml", 'system = "little"')

    assert "little" == default_system(root)


@pytest.mark.parametrize(
    ("content", "reference"),
    [
        ("", "settings-bad-value"),
        ("system = 1", "settings-bad-value"),
        ('system = "little"\nother = 1', "settings-bad-value"),
        ('system = "litle"', "unknown-system"),
        ('system = "../x"', "name-outside-grammar"),
        ("system", "settings-syntax"),
    ],
)
def test_a_bad_default_is_an_error(tmp_path: Path, content: str, reference: str) -> None:
    """With the line to write."""
    root = repository(tmp_path)
    write(root / "apps/default.toml", content)
    with pytest.raises(UsageError) as caught:
        default_system(root)

    assert reference == caught.value.reference


def test_our_default_system_is_cost_simulator() -> None:
    """The one that the README begins with."""
    assert "cost-simulator" == default_system(ROOT)


def test_listing_what_can_be_loaded_stays_light() -> None:
    """Task lists and completions do not pay for validation."""
    code = (
        "import sys; from pathlib import Path; from deploy.settings import load;"
        "load.known_systems(Path()); load.default_system(Path()); sys.exit('pydantic' in sys.modules)"
    )

    assert 0 == subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode


@pytest.mark.parametrize(("system", "environment"), [("x" * 10_000, "staging"), ("little", "\x1b[31m")])
def test_names_are_cut_and_spelled_out(tmp_path: Path, system: str, environment: str) -> None:
    """Whatever was typed, the terminal stays a terminal."""
    with pytest.raises(UsageError) as caught:
        load(repository(tmp_path), system, environment)

    assert ("name-outside-grammar", True) == (caught.value.reference, len(caught.value.what) < 150)
    assert caught.value.what.isprintable()
