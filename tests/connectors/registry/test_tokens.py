"""Registries that want a token from another host, as Docker Hub and GitHub's do."""

import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.connectors.clock.memory import MemoryClock
from deploy.connectors.registry import uploading
from deploy.connectors.registry.admission import Login
from deploy.connectors.registry.line import Line
from deploy.connectors.registry.pusher import RegistryPusher
from deploy.errors import Refused, Reverted
from deploy.model.secret import Redaction, Secret
from tests.connectors.registry.little_registry import LittleRegistry, digest_of, serving
from tests.connectors.registry.little_token_server import LittleTokenServer, giving
from tests.connectors.registry.pictures import image

PASSWORD = Secret("a very secret password")


@pytest.fixture
def tokens() -> Iterator[LittleTokenServer]:
    """A registry and the host that gives its tokens."""
    with (
        serving(LittleRegistry()) as registry,
        giving(LittleTokenServer(registry, password=PASSWORD.reveal())) as server,
    ):
        yield server


def pusher(tokens: LittleTokenServer, login: Login | None = None) -> RegistryPusher:
    """A pusher with a login."""
    known = login or Login("ann", PASSWORD)
    return RegistryPusher(lambda: Line(tokens.registry.host, known), MemoryClock())


def test_a_push_gets_a_token_to_look_and_one_to_push(tokens: LittleTokenServer, tmp_path: Path) -> None:
    """Each for its scope, and none twice."""
    made = image(tmp_path, b"layer")
    pusher(tokens).push(made, "web", "r1")

    assert made.digest == digest_of(tokens.registry.manifests["r1"])
    assert ["repository:web:pull", "repository:web:pull,push"] == [
        words["scope"][0] for words in tokens.asked
    ]
    assert {"little"} == {words["service"][0] for words in tokens.asked}


def test_a_token_that_ends_in_mid_layer_is_renewed(tokens: LittleTokenServer, tmp_path: Path) -> None:
    """And the upload goes on from where it was."""
    layer = bytes(uploading.PIECE + 1234)
    tokens.registry.forgets_tokens_after = uploading.PIECE
    made = image(tmp_path, layer)
    pusher(tokens).push(made, "web", "r1")

    assert layer == tokens.registry.blobs[made.layers[0].digest]
    assert 3 <= len(tokens.asked)
    assert len(layer) + len(b"{}") == tokens.registry.received


def test_an_identity_token_is_shown_to_the_host_that_gives_tokens_alone(
    tokens: LittleTokenServer, tmp_path: Path
) -> None:
    """As OAuth wants it; the registry sees bearer tokens only."""
    tokens.identity = "an identity that lasts"
    login = Login("<token>", Secret(tokens.identity), is_identity=True)
    pusher(tokens, login).push(image(tmp_path, b"layer"), "web", "r1")

    assert {("refresh_token",)} == {tuple(words["grant_type"]) for words in tokens.asked}
    assert not any(tokens.identity in shown or "Basic" in shown for shown in tokens.registry.authorizations)


def test_row_37_a_login_that_the_token_host_does_not_know_is_denied(
    tokens: LittleTokenServer, tmp_path: Path
) -> None:
    """The line to type names it; no password is shown."""
    wrong = Secret("another secret password")
    with pytest.raises(Refused, match="answers 401") as caught:
        pusher(tokens, Login("ann", wrong)).push(image(tmp_path, b"layer"), "web", "r1")
    trace = "".join(traceback.format_exception(caught.value))

    assert "registry-denied" == caught.value.reference
    assert not Redaction.of([wrong]).finds(f"{trace}{caught.value.why}{caught.value.do}")
    assert {} == tokens.registry.manifests


def test_row_37_a_token_that_does_not_do_is_asked_for_once(tokens: LittleTokenServer, tmp_path: Path) -> None:
    """A registry that refuses its own token will not be asked for ever."""
    tokens.registry.statuses = {"GET": [403]}
    with pytest.raises(Refused) as caught:
        pusher(tokens).push(image(tmp_path, b"layer"), "web", "r1")

    assert "registry-denied" == caught.value.reference
    assert 1 == len(tokens.asked)


def test_row_38_a_token_host_that_fails_is_asked_again_a_few_times(
    tokens: LittleTokenServer, tmp_path: Path
) -> None:
    """Exit 4, and nothing was pushed."""
    tokens.status = 500
    with pytest.raises(Reverted) as caught:
        pusher(tokens).push(image(tmp_path, b"layer"), "web", "r1")

    assert "registry-unreachable" == caught.value.reference
    assert {} == tokens.registry.manifests


@pytest.mark.parametrize("realm", ["http://tokens.example/token", "ftp://127.0.0.1/token", "token"])
def test_a_password_goes_nowhere_without_tls(tokens: LittleTokenServer, tmp_path: Path, realm: str) -> None:
    """Wherever the registry sends us."""
    tokens.registry.realm = realm
    with pytest.raises(Refused) as caught:
        pusher(tokens).push(image(tmp_path, b"layer"), "web", "r1")

    assert "registry-elsewhere" == caught.value.reference
    assert [] == tokens.asked
