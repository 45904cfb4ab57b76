"""Who is let in: programs of this machine, and no web page that a browser of this machine happens to show.

The rehearsal starts processes for whoever asks, so a page on the internet must not be able to ask. A browser
tells on it: by an Origin that is not ours or, after DNS rebinding, by a Host that is the attacker's name.
"""

from collections.abc import Mapping
from ipaddress import ip_address

# Virtual-host buckets come under Amazon's names, from clients that resolve them to this machine.
OWN_NAMES = ("localhost", ".localhost", ".amazonaws.com")


def is_stranger(environ: Mapping[str, str], endpoint: str) -> bool:
    """Whether a request comes from a foreign web page."""
    origin = environ.get("HTTP_ORIGIN", "")
    if origin and origin != endpoint:
        return True
    return not _is_own_name(environ.get("HTTP_HOST", ""))


def _is_own_name(host: str) -> bool:
    name = host.rpartition(":")[0] if ":" in host and not host.endswith("]") else host
    try:
        ip_address(name.strip("[]"))
    except ValueError:
        return any(name == own.lstrip(".") or (own[0] == "." and name.endswith(own)) for own in OWN_NAMES)
    return True
