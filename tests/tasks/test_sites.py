"""A system whose parts are not all images: an API, and a static site that is served from a bucket."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.connectors.ledger.sqlite import SqliteLedger
from deploy.errors import ExitCode
from deploy.model.history import history_of
from tests.connectors.registry.plain_registry import MISSING, PROGRAM, plain_registry
from tests.tasks.images import prompt_with_images
from tests.tasks.prompt import Prompt

pytestmark = pytest.mark.usefixtures("without_engine")

NAMED = ("--env=memory", "--app=wwhd", "--release=v1")
SITE = '[components.site]\nplatform = "static-site"\n'
NOBODY = '[aws]\nendpoint = "http://127.0.0.1:9"\n'
"""A site in a bucket makes an account needed; this one is never asked for anything."""
SCANNED = '[scan]\ntools = ["hadolint"]\n'


@pytest.fixture
def shop(tmp_path: Path) -> Prompt:
    """A prompt where the site of wwhd is one, as in staging and production."""
    prompt = prompt_with_images(tmp_path)
    change(prompt, "memory.toml", '[components.site]\nplatform = "memory"\n', SITE)
    change(prompt, "memory.toml", "[ledger]\n", NOBODY + "[ledger]\n")
    return prompt


@pytest.fixture
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A plain registry, as everybody runs it."""
    if PROGRAM is None:
        pytest.skip(MISSING)
    with plain_registry(tmp_path_factory.mktemp("registry")) as host:
        yield host


def change(shop: Prompt, file: str, old: str, new: str) -> None:
    """Change the settings of the system."""
    path = shop.folder / "apps/wwhd" / file
    text = path.read_text()
    assert old in text, old
    path.write_text(text.replace(old, new, 1))


def record(shop: Prompt) -> SqliteLedger:
    """The ledger of the system."""
    return SqliteLedger(shop.folder / ".swingbridge/wwhd/memory/ledger.db")


def types(shop: Prompt, *verbs: str) -> list[int]:
    """Type these, one after the other; their exit codes."""
    return [shop.type(verb, *NAMED).code for verb in verbs]


def test_the_release_is_recorded_whole_with_the_digest_of_the_site(shop: Prompt, registry: str) -> None:
    """Digests of both, those of their bills, the verdict; all of it taken from a plain registry's answer."""
    change(shop, "app.toml", "[images]\n", f'[images]\nregistry = "{registry}"\n')
    codes = types(shop, "build", "scan", "push")
    past = history_of(record(shop).rows())
    release, scan = past.release("v1"), past.scan("v1")

    assert [0, 0, 0] == codes
    assert release is not None
    assert scan is not None
    assert ["api", "site"] == [artifact.component for artifact in release.artifacts]
    assert {a.digest for a in release.artifacts} == {digest for digest, _ in scan.bills}
    assert scan.is_passed


def test_a_second_push_finds_everything_there(shop: Prompt) -> None:
    """And what did not change is not packed again."""
    types(shop, "build", "push")
    again = shop.type("build", *NAMED).told + shop.type("push", *NAMED).told

    assert 2 == again.count("nothing changed, so the image stays")
    assert 2 == again.count("the registry has it already")


def test_tools_for_images_alone_are_not_missed_at_a_site(shop: Prompt) -> None:
    """Hadolint reads the Dockerfile of the API; the record says that it looked wherever there was one."""
    path = shop.folder / "apps/wwhd/memory.toml"
    path.write_text(f"{path.read_text()}\n{SCANNED}")
    told = shop.type("build", *NAMED).told + shop.type("scan", *NAMED, "--json").out
    assert [0] == types(shop, "push"), told
    scan = history_of(record(shop).rows()).scan("v1")
    facts = next(json.loads(line) for line in told.splitlines() if '"facts"' in line)

    assert scan is not None
    assert ("hygiene", "secrets", "packages", "hadolint") == scan.tools
    rows = [(row[0], row[1]) for row in facts["rows"]]
    assert ("api", "hadolint") in rows
    assert ("site", "hadolint") not in rows
    assert ("site", "packages") in rows


def test_a_secret_in_a_page_is_refused(shop: Prompt) -> None:
    """A site is public as soon as it is uploaded."""
    page = shop.folder / "docker/wwhd-site/out/app.js"
    page.write_text('const key = "' + "AKIA" + 'IOSFODNN7EXAMPLE";\n')
    types(shop, "build")
    refused = shop.type("scan", *NAMED)

    assert ExitCode.REFUSED == refused.code
    assert "app.js:1" in refused.told


def test_a_site_that_was_not_built_to_its_end_is_refused(shop: Prompt) -> None:
    """Before anything is held or written."""
    (shop.folder / "docker/wwhd-site/out/404.html").unlink()
    refused = shop.type("build", *NAMED)

    assert ExitCode.REFUSED == refused.code
    assert "site-incomplete" in refused.told
    assert not (shop.folder / ".swingbridge/wwhd/memory/ledger.db").exists()


def test_what_was_built_for_another_environment_is_not_pushed(shop: Prompt) -> None:
    """One shelf serves all environments; a page is no image, and an image no page."""
    types(shop, "build")
    change(shop, "memory.toml", SITE, '[components.site]\nplatform = "memory"\n')
    refused = shop.type("push", *NAMED)

    assert ExitCode.REFUSED == refused.code
    assert "what was built of site is the files of a site" in refused.told
    assert not (shop.folder / ".swingbridge/wwhd/memory/registry").exists()


def test_a_release_that_cannot_be_recorded_whole_is_not_pushed(shop: Prompt) -> None:
    """Half a release could neither be deployed nor gone back to."""
    change(shop, "app.toml", 'context = "docker"\ndockerfile = "docker/wwhd-api/Dockerfile"\n', "")
    types(shop, "build")
    refused = shop.type("push", *NAMED)

    assert ExitCode.REFUSED == refused.code
    assert "release-not-whole" in refused.told
    assert not (shop.folder / ".swingbridge/wwhd/memory/registry").exists()
