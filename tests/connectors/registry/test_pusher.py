"""Pushing by digest: whole, no more than needed, and never over something else."""

import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.connectors.clock.memory import MemoryClock
from deploy.connectors.registry import uploading
from deploy.connectors.registry.admission import Login
from deploy.connectors.registry.dialling import is_loopback
from deploy.connectors.registry.line import Line
from deploy.connectors.registry.pusher import RegistryPusher
from deploy.errors import Refused, Reverted
from deploy.model.secret import Redaction, Secret
from tests.connectors.registry.little_registry import LittleRegistry, digest_of, serving
from tests.connectors.registry.pictures import image

PASSWORD = Secret("a very secret password")
LAYER = bytes(range(256)) * 4096


@pytest.fixture
def registry() -> Iterator[LittleRegistry]:
    """A registry that listens."""
    with serving(LittleRegistry()) as running:
        yield running


def pusher(registry: LittleRegistry) -> RegistryPusher:
    """A pusher that is logged in."""
    return RegistryPusher(lambda: Line(registry.host, Login("AWS", PASSWORD)), MemoryClock())


def test_an_image_arrives_whole_under_its_tag(tmp_path: Path, registry: LittleRegistry) -> None:
    """Contents first, then the manifest; the receipt counts the bytes."""
    made = image(tmp_path, LAYER, b"small")
    receipt = pusher(registry).push(made, "web", "r1")

    assert made.digest == receipt.digest == digest_of(registry.manifests["r1"])
    assert {content.digest for content in made.contents} == set(registry.blobs)
    assert (made.size, 0, False) == (receipt.sent_bytes, receipt.skipped_bytes, receipt.was_there)


def test_what_is_there_is_not_sent_again(tmp_path: Path, registry: LittleRegistry) -> None:
    """Neither a whole image nor a layer of another one."""
    pusher(registry).push(image(tmp_path, LAYER), "web", "r1")
    received = registry.received
    again = pusher(registry).push(image(tmp_path, LAYER), "web", "r1")
    other = pusher(registry).push(image(tmp_path, LAYER, b"new"), "web", "r2")

    assert (0, True) == (again.sent_bytes, again.was_there)
    assert received + 3 == registry.received
    assert len(LAYER) <= other.skipped_bytes


def test_row_32_a_tag_never_moves_to_another_digest(tmp_path: Path, registry: LittleRegistry) -> None:
    """Both digests are named, and nothing is sent."""
    first, second = image(tmp_path, b"one"), image(tmp_path, b"two")
    pusher(registry).push(first, "web", "r1")
    asked = len(registry.asked)
    with pytest.raises(Refused) as caught:
        pusher(registry).push(second, "web", "r1")

    assert "tag-has-another-image" == caught.value.reference
    assert first.digest in caught.value.what
    assert second.digest in caught.value.what
    assert 1 == len(registry.asked) - asked
    assert first.digest == digest_of(registry.manifests["r1"])


@pytest.mark.parametrize("cuts", [[0], [1000], [1, 5000, 70000]])
def test_row_38_a_push_goes_on_from_where_it_was_cut(
    tmp_path: Path, registry: LittleRegistry, cuts: list[int]
) -> None:
    """What the registry took is not sent twice."""
    registry.cuts = list(cuts)
    made = image(tmp_path, LAYER)
    pusher(registry).push(made, "web", "r1")

    assert LAYER == registry.blobs[made.layers[0].digest]
    assert made.digest == digest_of(registry.manifests["r1"])
    lost = sum(size for size in cuts if size == 1)  # one byte can't be told from none
    assert len(LAYER) + len(b"{}") + lost == registry.received


@pytest.mark.parametrize("method", ["HEAD", "POST", "PATCH", "PUT", "GET"])
def test_row_38_a_server_error_is_tried_again(tmp_path: Path, registry: LittleRegistry, method: str) -> None:
    """At every kind of request."""
    registry.statuses = {method: [500, 503]}
    made = image(tmp_path, b"layer")
    pusher(registry).push(made, "web", "r1")

    assert made.digest == digest_of(registry.manifests["r1"])


def test_row_38_tries_are_bounded_and_the_old_tag_stays(tmp_path: Path, registry: LittleRegistry) -> None:
    """Exit code 4, and it is said that the same command goes on."""
    registry.manifests["r0"] = b"old"
    registry.statuses = {"PATCH": [500] * 100}
    with pytest.raises(Reverted) as caught:
        pusher(registry).push(image(tmp_path, b"layer"), "web", "r1")

    assert "registry-unreachable" == caught.value.reference
    assert {"r0": b"old"} == registry.manifests


@pytest.mark.parametrize("status", [401, 403])
def test_row_37_a_denied_login_shows_no_password(
    tmp_path: Path, registry: LittleRegistry, status: int
) -> None:
    """Not in the message, not in the trace, not in any disguise."""
    registry.statuses = {"GET": [status]}
    with pytest.raises(Refused) as caught:
        pusher(registry).push(image(tmp_path, b"layer"), "web", "r1")
    trace = "".join(traceback.format_exception(caught.value))
    told = f"{trace}{caught.value.what}{caught.value.why}{caught.value.do}{pusher(registry)!r}"

    assert "registry-denied" == caught.value.reference
    assert not Redaction.of([PASSWORD]).finds(told)
    assert "docker login" in caught.value.do


def test_the_password_is_sent_to_the_registry(tmp_path: Path, registry: LittleRegistry) -> None:
    """With every request, and nowhere else."""
    pusher(registry).push(image(tmp_path, b"layer"), "web", "r1")

    assert {"Basic QVdTOmEgdmVyeSBzZWNyZXQgcGFzc3dvcmQ="} == registry.authorizations


def test_an_upload_is_not_sent_on_to_another_host(tmp_path: Path, registry: LittleRegistry) -> None:
    """It would get the password."""
    registry.sends_on_to = "elsewhere.example"
    with pytest.raises(Refused) as caught:
        pusher(registry).push(image(tmp_path, b"layer"), "web", "r1")

    assert "registry-elsewhere" == caught.value.reference


def test_bytes_that_arrive_damaged_are_no_image(tmp_path: Path, registry: LittleRegistry) -> None:
    """The manifest is not put."""
    registry.damages = True
    with pytest.raises(Reverted) as caught:
        pusher(registry).push(image(tmp_path, b"layer"), "web", "r1")

    assert "registry-damaged-upload" == caught.value.reference
    assert {} == registry.manifests


def test_what_stands_under_the_tag_afterwards_is_looked_at(tmp_path: Path, registry: LittleRegistry) -> None:
    """The registry's word at the push is not enough."""
    registry.swaps = b"something else"
    with pytest.raises(Reverted) as caught:
        pusher(registry).push(image(tmp_path, b"layer"), "web", "r1")

    assert "pushed-digest-differs" == caught.value.reference


def test_a_repository_that_is_not_there_is_named(tmp_path: Path, registry: LittleRegistry) -> None:
    """With the line that makes it."""
    registry.statuses = {"POST": [404]}
    with pytest.raises(Refused, match="for web: 404") as caught:
        pusher(registry).push(image(tmp_path, b"layer"), "web", "r1")

    assert "registry-refuses" == caught.value.reference


@pytest.mark.parametrize(
    ("host", "is_here"),
    [
        ("127.0.0.1:5000", True),
        ("localhost:5000", True),
        ("[::1]:5000", True),
        ("127.0.0.1.evil.example", False),
        ("127.evil.example:80", False),
        ("localhost.evil.example", False),
        ("10.0.0.1:5000", False),
        ("registry.example", False),
    ],
)
def test_only_this_machine_is_spoken_to_without_tls(host: str, is_here: bool) -> None:  # noqa: FBT001 - a table
    """A name that only begins like it is somebody else."""
    assert is_here == is_loopback(host)


def test_a_layer_larger_than_a_piece_arrives_whole(tmp_path: Path, registry: LittleRegistry) -> None:
    """In several pieces, cut in the second one."""
    layer = bytes(uploading.PIECE + 1234)
    registry.cuts = [uploading.PIECE, 200]
    made = image(tmp_path, layer)
    pusher(registry).push(made, "web", "r1")

    assert layer == registry.blobs[made.layers[0].digest]
    assert len(layer) + len(b"{}") == registry.received
