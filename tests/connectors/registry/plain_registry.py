"""The registry that everybody runs, as a program of its own on loopback."""

import http.client
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import which
from time import monotonic, sleep

PROGRAM = which("docker-registry") or which("registry")
MISSING = "there is no docker-registry here (Debian: apt-get install docker-registry)"
_PATIENCE = 20.0
_SETTINGS = """
version: 0.1
log: {{level: error, accesslog: {{disabled: true}}}}
storage: {{filesystem: {{rootdirectory: {folder}}}}}
http: {{addr: "{host}"}}
"""


@contextmanager
def plain_registry(folder: Path, more: str = "") -> Iterator[str]:
    """A registry with its files in a folder; host and port."""
    assert PROGRAM is not None, MISSING
    with socket.create_server(("127.0.0.1", 0)) as reserved:
        host = f"127.0.0.1:{reserved.getsockname()[1]}"
    settings = folder / "registry.yml"
    settings.write_text(_SETTINGS.format(folder=folder / "registry", host=host) + more)
    with (folder / "registry.log").open("w") as log:
        process = subprocess.Popen([PROGRAM, "serve", str(settings)], stdout=log, stderr=log)
        try:
            _wait_for(host, process)
            yield host
        finally:
            process.kill()
            process.wait()


def _wait_for(host: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = monotonic() + _PATIENCE
    while not _answers(host):
        assert process.poll() is None, "the registry ended"
        assert monotonic() < deadline, "the registry does not answer"
        sleep(0.02)


def _answers(host: str) -> bool:
    connection = http.client.HTTPConnection(host, timeout=_PATIENCE)
    with suppress(OSError):
        connection.request("GET", "/v2/")
        connection.getresponse().read()
        connection.close()
        return True
    connection.close()
    return False
