"""Upload sessions on disk."""

from io import BytesIO
from pathlib import Path

import pytest

from rehearsal.registry.errors import Refused
from rehearsal.registry.uploads import Source, UploadStore
from tests.rehearsal.full_disk import full_disk
from tests.rehearsal.registry.pusher import digest_of


class Cut:
    """A source that breaks off, as a reset connection does."""

    def __init__(self, content: bytes) -> None:
        self._content = BytesIO(content)

    def read(self, size: int) -> bytes:
        """Bytes while there are any."""
        data = self._content.read(size)
        if not data:
            raise ConnectionResetError
        return data


def refused(store: UploadStore, upload: str, source: Source, at: int | None) -> int:
    """The status an append is refused with."""
    with pytest.raises(Refused) as caught:
        store.append(upload, source, at)
    return caught.value.status


def test_what_was_received_before_a_reset_is_kept(tmp_path: Path) -> None:
    store = UploadStore(tmp_path)
    upload = store.begin()
    with pytest.raises(ConnectionResetError):
        store.append(upload, Cut(b"hello "))

    assert 6 == store.size(upload)
    assert 11 == store.append(upload, BytesIO(b"world"), 6)
    assert b"hello world" == store.finish(upload, digest_of(b"hello world")).read_bytes()


def test_a_session_goes_on_in_another_process(tmp_path: Path) -> None:
    first = UploadStore(tmp_path)
    upload = first.begin()
    first.append(upload, BytesIO(b"hello "))
    second = UploadStore(tmp_path)
    second.append(upload, BytesIO(b"world"))

    assert second.finish(upload, digest_of(b"hello world")).exists()


def test_a_full_disk_is_told_and_the_upload_can_go_on(tmp_path: Path) -> None:
    store = UploadStore(tmp_path)
    upload = store.begin()
    with full_disk(4):
        assert 507 == refused(store, upload, BytesIO(b"hello world"), None)
    store.append(upload, BytesIO(b"o world"), 4)

    assert b"hello world" == store.finish(upload, digest_of(b"hello world")).read_bytes()


def test_a_gap_and_an_overlap_are_refused(tmp_path: Path) -> None:
    store = UploadStore(tmp_path)
    upload = store.begin()
    store.append(upload, BytesIO(b"0123"))

    assert [416, 416] == [refused(store, upload, BytesIO(b"x"), at) for at in (3, 5)]
    assert 4 == store.size(upload)


def test_a_wrong_digest_ends_the_session(tmp_path: Path) -> None:
    store = UploadStore(tmp_path)
    upload = store.begin()
    store.append(upload, BytesIO(b"x"))
    with pytest.raises(Refused, match="did not match"):
        store.finish(upload, digest_of(b"y"))

    assert [] == list(store.all())


@pytest.mark.parametrize("upload", ["", "..", "../token.key", "0", "00000000-0000-0000-0000-000000000000"])
def test_no_other_file_is_a_session(tmp_path: Path, upload: str) -> None:
    (tmp_path / "token.key").touch()
    with pytest.raises(Refused) as caught:
        UploadStore(tmp_path).size(upload)

    assert 404 == caught.value.status
