"""The login that `docker login` left, for registries that are not ECR."""

import json
from base64 import b64decode
from binascii import Error as BadBase64
from collections.abc import Mapping
from pathlib import Path

from deploy.connectors.registry.line import Login
from deploy.model.secret import Secret


def docker_login(environ: Mapping[str, str], host: str) -> Login | None:
    """User and password from Docker's configuration; None where it has none, or keeps them elsewhere."""
    folder = environ.get("DOCKER_CONFIG") or str(Path(environ.get("HOME", "")) / ".docker")
    try:
        words = json.loads((Path(folder) / "config.json").read_text())
        user, _, password = b64decode(words["auths"][host]["auth"], validate=True).decode().partition(":")
        return Login(user, Secret(password))
    except (OSError, ValueError, LookupError, TypeError, BadBase64):
        return None
