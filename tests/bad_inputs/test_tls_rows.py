"""What a door shows for a certificate; each test is named after its row in the table of bad inputs."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from deploy.connectors.web.client import WebClient
from deploy.engine.waiting import WaitedInVain
from deploy.errors import ExitCode
from deploy.platforms.ecs_service.asking import Door
from deploy.platforms.ecs_service.contract import Wanted
from deploy.rollout.bar import EVERY_ANSWER
from tests.bad_inputs.certificates import DAY, LOOPBACK, Authority, Given
from tests.platforms.ecs_service.watching import Watcher

WELL = b'{"status": "healthy", "release": "v2"}'
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(WELL) + WELL
ELSEWHERE = "127.0.0.2"
HOUR = timedelta(hours=1)


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """The one authority that this machine trusts."""
    made = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(made.file))
    return made


@contextmanager
def served(given: Given | None) -> Iterator[str]:
    """An https address on loopback whose server shows that certificate; without one it speaks plain HTTP."""
    with socket.create_server((LOOPBACK, 0)) as listener:
        thread = threading.Thread(target=_serve, args=(listener, given), daemon=True)
        thread.start()
        yield f"https://{LOOPBACK}:{listener.getsockname()[1]}/health"
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(5)
    assert not thread.is_alive()


def _serve(listener: socket.socket, given: Given | None) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if given:
        context.load_cert_chain(given.certificate, given.key)
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:  # the test is over
            return
        with connection:
            try:
                told = context.wrap_socket(connection, server_side=True) if given else connection
                told.recv(4096)
                told.sendall(ANSWER)
                told.close()
            except OSError:  # the client has hung up, as it should
                continue


def watched(url: str) -> None:
    """Watch the release v2 through that door, as a deploy does."""
    Watcher(EVERY_ANSWER, seconds=1.0).watch(WebClient(), Door(url, Wanted("v2")))


def test_row_71_a_certificate_that_is_right_is_no_trouble(authority: Authority) -> None:
    """Whatever a test below plants is therefore what it finds."""
    with served(authority.give()) as url:
        watched(url)


@pytest.mark.parametrize(
    ("address", "begins", "lasts", "said"),
    [
        (LOOPBACK, -DAY, -HOUR, "TLS: certificate has expired"),
        (LOOPBACK, HOUR, DAY, "TLS: certificate is not yet valid; is the time of day right here?"),
        (ELSEWHERE, -DAY, DAY, f"IP address mismatch, certificate is not valid for '{LOOPBACK}'."),
    ],
    ids=["expired", "not yet valid", "another host's"],
)
def test_row_71_a_certificate_that_is_wrong_takes_the_release_back(
    authority: Authority, address: str, begins: timedelta, lasts: timedelta, said: str
) -> None:
    """Which of all the things that can be wrong with it is said; exit 4, the old release serves."""
    with (
        served(authority.give(address, begins=begins, lasts=lasts)) as url,
        pytest.raises(WaitedInVain) as raised,
    ):
        watched(url)

    assert said in raised.value.why
    assert ExitCode.REVERTED == raised.value.exit_code


def test_row_71_an_unknown_issuer_is_named(tmp_path: Path) -> None:
    """An authority that nobody here trusts."""
    with served(Authority(tmp_path).give()) as url, pytest.raises(WaitedInVain) as raised:
        watched(url)

    assert "TLS: unable to get local issuer certificate" in raised.value.why
    assert ExitCode.REVERTED == raised.value.exit_code


def test_row_71_plain_http_on_a_tls_port_is_told_as_that() -> None:
    """The library's own word for it is a wrong version number."""
    with served(None) as url, pytest.raises(WaitedInVain) as raised:
        watched(url)

    assert "TLS: what answers there does not speak TLS" in raised.value.why
    assert ExitCode.REVERTED == raised.value.exit_code


def test_row_71_verification_is_never_switched_off() -> None:
    """No line of ours says so, whatever the library."""
    root = Path(__file__).resolve().parents[2] / "deploy"
    off = ("verify=False", "CERT_NONE", "check_hostname = False", "_create_unverified_context")
    found = [p for p in root.rglob("*.py") for word in off if word in p.read_text()]

    assert [] == found
