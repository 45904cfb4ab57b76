"""The login that `docker login` left: in a credential helper, or in Docker's own file."""

import json
from base64 import b64decode
from binascii import Error as BadBase64
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from deploy.connectors.process.port import Command, ProcessRunner
from deploy.connectors.registry.admission import Login
from deploy.model.secret import Secret

_HUB = "https://index.docker.io/v1/"
"""What Docker writes in place of the name of its own registry."""
_HUB_HOSTS = ("docker.io", "index.docker.io", "registry-1.docker.io")
_IDENTITY = "<token>"
"""The user's name where the password is an identity token."""
_LETS_THROUGH = ("DOCKER_CONFIG", "DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "GNUPGHOME", "PASSWORD_STORE_DIR")
_SECONDS = 30.0
_SHORTEST_INPUT = 6


def docker_login(environ: Mapping[str, str], host: str, processes: ProcessRunner) -> Login | None:
    """User and password for a registry; None where Docker has none."""
    words = _configuration(environ)
    server = _HUB if host in _HUB_HOSTS else host
    try:
        helper = words.get("credHelpers", {}).get(server) or words.get("credsStore")
        kept = words.get("auths", {}).get(server, {})
    except AttributeError:
        return None
    found = _from_helper(helper, server, processes) if isinstance(helper, str) else None
    return found or _from_file(kept)


def _configuration(environ: Mapping[str, str]) -> dict[str, Any]:
    """What Docker keeps; nothing where that cannot be read."""
    folder = environ.get("DOCKER_CONFIG") or str(Path(environ.get("HOME", "")) / ".docker")
    with suppress(OSError, ValueError):
        words = json.loads((Path(folder) / "config.json").read_text())
        return words if isinstance(words, dict) else {}
    return {}


def _from_file(kept: dict[str, str]) -> Login | None:
    try:
        user, _, password = b64decode(kept["auth"], validate=True).decode().partition(":")
        identity = kept.get("identitytoken")
        return Login(user, Secret(identity or password), is_identity=bool(identity))
    except (ValueError, LookupError, TypeError, BadBase64):
        return None


def _from_helper(helper: str, server: str, processes: ProcessRunner) -> Login | None:
    """Ask `docker-credential-<helper>`; one that has nothing for this registry ends with an error."""
    asked = processes.run(
        Command(
            (f"docker-credential-{helper}", "get"),
            lets_through=_LETS_THROUGH,
            stdin_secret=Secret(f"{server:<{_SHORTEST_INPUT}}"),  # not secret, but that is where it is read
            deadline_seconds=_SECONDS,
        )
    )
    if not asked.is_ok:
        return None
    with suppress(ValueError, LookupError, TypeError):
        words = json.loads(asked.out)
        is_identity = words["Username"] == _IDENTITY
        return Login(str(words["Username"]), Secret(str(words["Secret"])), is_identity=is_identity)
    return None
