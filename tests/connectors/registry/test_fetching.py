"""What was pushed comes back by its digest, whole or not at all."""

import errno
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from deploy.connectors.clock.memory import MemoryClock
from deploy.connectors.registry.admission import Login
from deploy.connectors.registry.folder import FolderRegistry
from deploy.connectors.registry.line import Line
from deploy.connectors.registry.pusher import RegistryPusher
from deploy.errors import Refused, Reverted
from deploy.model.image import Image
from deploy.model.secret import Secret
from tests.connectors.registry import pictures
from tests.connectors.registry.little_registry import LittleRegistry, serving

LOGIN = Login("ann", Secret("tr4ub4dor-and-a-tail"))


def pushed(folder: Path, registry: LittleRegistry) -> Image:
    """An image that is in the registry, by tag and by digest."""
    image = pictures.image(folder, b"x" * 1_000_000)
    RegistryPusher(lambda: Line(registry.host), MemoryClock()).push(image, "web", "r1")
    registry.manifests[image.digest] = registry.manifests["r1"]
    registry.asked.clear()
    return image


def reader(
    registry: LittleRegistry, check: Callable[[], None] = lambda: None, login: Login | None = None
) -> RegistryPusher:
    """Whoever fetches."""
    return RegistryPusher(lambda: Line(registry.host, login), MemoryClock(), check)


def fetched(source: RegistryPusher, digest: str) -> bytes:
    """A content."""
    out = io.BytesIO()
    source.fetch_blob("web", digest, out)
    return out.getvalue()


def test_manifest_and_contents_come_back_as_they_went(tmp_path: Path) -> None:
    """By digest alone; no tag is looked up."""
    with serving(LittleRegistry()) as registry:
        image = pushed(tmp_path, registry)
        manifest = io.BytesIO()
        reader(registry).fetch_manifest("web", image.digest, manifest)
        contents = [fetched(reader(registry), content.digest) for content in image.contents]

    assert image.manifest == manifest.getvalue()
    assert [content.path.read_bytes() for content in image.contents] == contents
    assert all("r1" not in path for _, path in registry.asked)


def test_a_layer_that_breaks_off_is_begun_anew(tmp_path: Path) -> None:
    """What came before the break is not kept twice."""
    with serving(LittleRegistry()) as registry:
        layer = pushed(tmp_path, registry).layers[0]
        registry.short_reads = [1000, 500_000]
        data = fetched(reader(registry), layer.digest)

    assert layer.path.read_bytes() == data


def test_row_38_a_registry_that_breaks_off_for_ever_is_given_up(tmp_path: Path) -> None:
    """Exit 4 after some tries."""
    with serving(LittleRegistry()) as registry:
        layer = pushed(tmp_path, registry).layers[0]
        registry.short_reads = [1000] * 100
        with pytest.raises(Reverted) as caught:
            fetched(reader(registry), layer.digest)

    assert "registry-unreachable" == caught.value.reference


def test_row_32_other_bytes_under_the_digest_are_not_believed(tmp_path: Path) -> None:
    """Both digests are told."""
    with serving(LittleRegistry()) as registry:
        digest = pushed(tmp_path, registry).layers[0].digest
        registry.blobs[digest] = b"other"
        with pytest.raises(Reverted, match=digest) as caught:
            fetched(reader(registry), digest)

    assert "registry-damaged-download" == caught.value.reference


def test_row_30_what_the_registry_lost_is_told(tmp_path: Path) -> None:
    """With the digest that is gone."""
    with serving(LittleRegistry()) as registry:
        digest = pushed(tmp_path, registry).layers[0].digest
        registry.blobs.clear()
        with pytest.raises(Refused, match=digest) as caught:
            fetched(reader(registry), digest)

    assert "image-not-in-registry" == caught.value.reference


def test_contents_that_are_kept_elsewhere_are_fetched_there_without_our_password(tmp_path: Path) -> None:
    """As ECR keeps them in buckets."""
    with serving(LittleRegistry()) as store, serving(LittleRegistry()) as registry:
        layer = pushed(tmp_path, registry).layers[0]
        store.blobs, registry.keeps_elsewhere = registry.blobs, f"http://{store.host}"
        data = fetched(reader(registry, login=LOGIN), layer.digest)

    assert layer.path.read_bytes() == data
    assert {""} == store.authorizations
    assert any(shown.startswith("Basic ") for shown in registry.authorizations)


def test_contents_without_tls_are_refused(tmp_path: Path) -> None:
    """Anywhere but on this machine."""
    with serving(LittleRegistry()) as registry:
        digest = pushed(tmp_path, registry).layers[0].digest
        registry.keeps_elsewhere = "http://bucket.example"
        with pytest.raises(Refused) as caught:
            fetched(reader(registry), digest)

    assert "registry-elsewhere" == caught.value.reference


def test_row_39_a_disk_that_is_full_is_no_trouble_of_the_registry(tmp_path: Path) -> None:
    """It is told at once, and nobody is asked a second time."""
    with serving(LittleRegistry()) as registry, Path("/dev/full").open("wb", buffering=0) as full:
        digest = pushed(tmp_path, registry).layers[0].digest
        with pytest.raises(OSError, match="No space left") as caught:
            reader(registry).fetch_blob("web", digest, full)

    assert errno.ENOSPC == caught.value.errno
    assert 1 == len(registry.asked)


def test_a_person_who_asks_to_stop_is_heard_in_mid_layer(tmp_path: Path) -> None:
    """Nothing waits for the end of a large layer."""

    class Stop(Exception):
        pass

    def stop() -> None:
        raise Stop

    with serving(LittleRegistry()) as registry:
        digest = pushed(tmp_path, registry).layers[0].digest
        with pytest.raises(Stop):
            fetched(reader(registry, stop), digest)


def test_a_folder_gives_back_what_it_took_and_looks_at_it(tmp_path: Path) -> None:
    """The memory environment has the same promise."""
    image, folder = pictures.image(tmp_path, b"layer"), FolderRegistry(tmp_path / "registry")
    folder.push(image, "web", "r1")
    out = io.BytesIO()
    folder.fetch_manifest("web", image.digest, out)
    place = tmp_path / "registry/blobs" / image.layers[0].digest.replace(":", "-")
    place.write_bytes(b"other")

    assert image.manifest == out.getvalue()
    with pytest.raises(Reverted):
        folder.fetch_blob("web", image.layers[0].digest, io.BytesIO())
    place.unlink()
    with pytest.raises(Refused):
        folder.fetch_blob("web", image.layers[0].digest, io.BytesIO())
