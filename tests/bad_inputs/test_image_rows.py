"""Bad inputs about images; the number is the row in the list of bad inputs and misuses.

Where it can be, each is typed as a person would, on a machine without an engine of its own.
"""

import json
from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from deploy.connectors.docker.shelf import Shelf
from deploy.errors import ExitCode, Refused, Reverted
from deploy.model.secret import Redaction, Secret
from tests.connectors.docker.contexts import context
from tests.connectors.docker.little_docker import LittleEngine, little_builder
from tests.connectors.docker.test_engine import speaking
from tests.connectors.registry.little_registry import LittleRegistry, digest_of, serving
from tests.tasks.images import prompt_with_images
from tests.tasks.prompt import Answer, Prompt

NAMED = ("--env=memory", "--release=v1")
NO_CHECKOUT = ("--override=tree-not-clean", "--reason=a copy")
PASSWORD = "tr4ub4dor-and-a-tail"
NAMES = ["a;rm -rf x", "`id`", "$(id)", "-v", "--help", "x" * 129, "a\nb", " ", "ä", "a/b"]


@pytest.fixture
def prompt(tmp_path: Path, without_engine: None) -> Prompt:  # noqa: ARG001 - asked for what it does
    """A prompt on a machine without an engine, where Docker keeps a login for every registry here."""
    return prompt_with_images(tmp_path)


@pytest.fixture
def registry(prompt: Prompt) -> Iterator[LittleRegistry]:
    """A registry that the settings name."""
    with serving(LittleRegistry()) as listening:
        settings = prompt.folder / "apps/cost-simulator/app.toml"
        text = settings.read_text().replace("[images]\n", f'[images]\nregistry = "{listening.host}"\n')
        settings.write_text(text)
        yield listening


def built_and_pushed(prompt: Prompt) -> Answer:
    """The answer to the push."""
    assert ExitCode.DONE == prompt.type("build", *NAMED).code
    return prompt.type("push", *NAMED)


@pytest.mark.parametrize("name", NAMES)
def test_rows_13_and_14_a_name_outside_the_grammar_is_refused(prompt: Prompt, name: str) -> None:
    """Exit 2 with the grammar; no shell is involved, and nothing is touched."""
    for verb in ("build", "push", "scan"):
        refused = prompt.type(verb, "--env=memory", f"--release={name}")
        assert ExitCode.USAGE == refused.code, verb
        assert "bad-name" in refused.told

    assert prompt.is_untouched


@pytest.mark.parametrize("name", ["latest", "stable", "main"])
def test_row_19_a_name_that_moves_is_no_release(prompt: Prompt, name: str) -> None:
    """Exit 3, and nothing is touched."""
    refused = prompt.type("build", "--env=memory", f"--release={name}")

    assert ExitCode.REFUSED == refused.code
    assert "release-name-moves" in refused.told
    assert prompt.is_untouched


def test_row_19_production_is_built_on_a_pinned_base(prompt: Prompt) -> None:
    """A tag of somebody else's image moves whenever they like."""
    settings = prompt.folder / "apps/cost-simulator/production.toml"
    settings.write_text(settings.read_text() + '\n[images]\nbase = "python:3.11-slim"\n')
    refused = prompt.type("build", "--env=production", "--release=v1", "--yes")

    assert ExitCode.REFUSED == refused.code
    assert "base-not-pinned" in refused.told
    assert not (prompt.folder / ".swingbridge/cost-simulator/images").exists()


def test_row_31_an_image_for_another_architecture_is_refused(tmp_path: Path) -> None:
    """Exit 3; both are named, and it is no image of the release."""
    with pytest.raises(Refused, match="linux/arm64, and linux/amd64") as caught:
        little_builder(tmp_path, engine=LittleEngine("arm64")).build(context(tmp_path))

    assert "image-architecture-differs" == caught.value.reference
    assert Shelf(tmp_path / "images").by_tag("web", "r1") is None


def test_row_32_a_tag_that_somebody_moved_is_told_with_both_digests(
    prompt: Prompt, registry: LittleRegistry
) -> None:
    """Exit 3; nothing is sent, and the tag is left as it is found."""
    assert ExitCode.DONE == built_and_pushed(prompt).code
    ours, registry.manifests["v1"] = registry.manifests["v1"], b"{}"
    refused = prompt.type("push", *NAMED)

    assert ExitCode.REFUSED == refused.code
    assert "tag-has-another-image" in refused.told
    assert digest_of(ours) in refused.told
    assert digest_of(b"{}") in refused.told
    assert b"{}" == registry.manifests["v1"]


def test_row_35_staging_needs_a_docker_engine(prompt: Prompt) -> None:
    """Exit 7 before anything is touched: which socket was tried, and how to get an engine."""
    refused = prompt.type("build", "--env=staging", "--release=v1", *NO_CHECKOUT)

    assert ExitCode.TOOL_MISSING == refused.code
    assert "there is no socket /nowhere/docker.sock" in refused.told
    assert "install Docker 20.10 or newer and start it" in refused.told
    assert not (prompt.folder / ".swingbridge/cost-simulator/images/blobs").exists()
    assert not (prompt.folder / ".swingbridge/cost-simulator/staging").exists()


def test_row_36_an_engine_that_is_too_old_is_named(prompt: Prompt, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit 7, with the version that is wanted and the one that is found."""
    with speaking("1.40") as host:
        monkeypatch.setenv("DOCKER_HOST", host)
        refused = prompt.type("build", "--env=staging", "--release=v1", *NO_CHECKOUT)

    assert ExitCode.TOOL_MISSING == refused.code
    assert "speaks API 1.40, and 1.41 is wanted" in refused.told


@pytest.mark.parametrize("status", [401, 403])
def test_row_37_a_registry_that_says_no_gets_a_login_line(
    prompt: Prompt, registry: LittleRegistry, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    """Exit 3; no password is shown, and the image on this machine stays."""
    auth = b64encode(f"ann:{PASSWORD}".encode()).decode()
    words = {"auths": {registry.host: {"auth": auth}}}
    (prompt.folder / "config.json").write_text(json.dumps(words))
    monkeypatch.setenv("DOCKER_CONFIG", str(prompt.folder))
    registry.statuses = {"GET": [status]}
    refused = built_and_pushed(prompt)

    assert ExitCode.REFUSED == refused.code
    assert f"docker login {registry.host}" in refused.told
    assert not Redaction.of([Secret(PASSWORD)]).finds(refused.told)
    assert {f"Basic {auth}"} == registry.authorizations
    assert Shelf(prompt.folder / ".swingbridge/cost-simulator/images").by_tag("app", "v1") is not None


def test_row_38_a_reset_in_mid_layer_is_gone_on_from(prompt: Prompt, registry: LittleRegistry) -> None:
    """Exit 0; what the registry took is not sent twice."""
    registry.cuts = [1000, 2000]
    pushed = built_and_pushed(prompt)
    sizes = [len(blob) for blob in registry.blobs.values()]

    assert ExitCode.DONE == pushed.code
    assert sum(sizes) == registry.received


def test_row_38_a_registry_that_stays_away_is_not_waited_for_for_ever(
    prompt: Prompt, registry: LittleRegistry
) -> None:
    """Exit 4 after some tries; the old tag is as it was, and the same command goes on."""
    registry.manifests["v0"] = b"old"
    registry.statuses = {"PATCH": [500] * 100}
    failed = built_and_pushed(prompt)
    registry.statuses = {}
    again = prompt.type("push", *NAMED)

    assert (ExitCode.REVERTED, ExitCode.DONE) == (failed.code, again.code)
    assert "registry-unreachable" in failed.told
    assert "v1 has no record, so nothing can be deployed by that name" in failed.told
    assert b"old" == registry.manifests["v0"]
    assert {"v0", "v1"} == set(registry.manifests)


def test_row_39_a_full_disk_is_named_and_nothing_half_written_is_believed(tmp_path: Path) -> None:
    """Exit 4, wherever it becomes full: at a layer of ours, or while the image comes out of the engine."""
    shelf = Shelf(tmp_path / "images")
    with pytest.raises(Reverted) as caught, Path("/dev/full").open("wb", buffering=0) as full:
        shelf.add(lambda _: (full.write(b"x"), None)[1])
    with pytest.raises(Reverted) as also:
        little_builder(tmp_path, engine=FullDisk()).build(context(tmp_path))

    for error in (caught.value, also.value):
        assert "disk-full" == error.reference
        assert str(shelf.folder) in error.what
    assert shelf.by_tag("web", "r1") is None
    assert [] == [path for path in (shelf.folder / "blobs").rglob("*") if path.is_file()]
    assert [] == list(shelf.folder.glob("work-*"))


class FullDisk(LittleEngine):
    """There is no room for what it has."""

    def save(self, _name: str, _file: Path, _check: Callable[[], None]) -> None:
        """Write where no room is."""
        with Path("/dev/full").open("wb", buffering=0) as full:
            full.write(b"x")
