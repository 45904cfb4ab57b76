"""A reset leaves nothing of what was pushed."""

from rehearsal import lifecycle
from tests.rehearsal.conftest import Running
from tests.rehearsal.registry.pusher import digest_of, log_in


def test_nothing_that_was_pushed_survives_a_reset(running: Running) -> None:
    shop = log_in(running, "shop")
    shop.push_image("v1", "a layer")
    upload = shop.begin()
    lifecycle.command(running.state, "reset")
    again = log_in(running, "shop")

    assert shop.host == again.host
    assert 401 == shop.ask("GET", "/v2/").status
    assert 404 == again.ask("GET", again.path("manifests/v1")).status
    assert 404 == again.ask("HEAD", again.path(f"blobs/{digest_of(b'a layer')}")).status
    assert 404 == again.ask("GET", upload).status
    assert [] == [file for file in (running.folder / "registry" / "blobs").rglob("*") if file.is_file()]
