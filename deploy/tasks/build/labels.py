"""What an image says of itself, in the words of the OCI."""

import re

from deploy.bootstrap import Workshop
from deploy.connectors.docker.port import Labels
from deploy.connectors.process.port import Command

_SECONDS = 10
_LOGIN_IN_ADDRESS = re.compile(r"(?<=://)[^/@]*@")
_WORD = "org.opencontainers.image"


def labels_of(shop: Workshop, release: str) -> Labels:
    """System, release, commit, its time and where it is kept; what git does not know is left out."""
    told = {
        f"{_WORD}.title": shop.settings.system,
        f"{_WORD}.version": release,
        f"{_WORD}.revision": _git(shop, "rev-parse", "HEAD"),
        f"{_WORD}.created": _git(shop, "show", "--no-patch", "--format=%cI", "HEAD"),
        f"{_WORD}.source": _LOGIN_IN_ADDRESS.sub("", _git(shop, "remote", "get-url", "origin")),
    }
    return tuple((name, value) for name, value in told.items() if value)


def _git(shop: Workshop, *words: str) -> str:
    """What git answers; nothing where it is not asked in a checkout."""
    asked = shop.outside.processes.run(
        Command(("git", *words), cwd=shop.outside.root, deadline_seconds=_SECONDS)
    )
    return asked.out.strip() if asked.is_ok else ""
