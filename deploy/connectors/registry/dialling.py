"""Whom we speak to, and how: TLS everywhere but on this machine."""

import http.client
import ssl
from contextlib import suppress
from ipaddress import ip_address
from urllib.parse import urlsplit

SECONDS = 60.0
_API_HOSTS = {"docker.io": "registry-1.docker.io", "index.docker.io": "registry-1.docker.io"}


def dialled(host: str) -> http.client.HTTPConnection:
    """A connection that is opened by the first request; plain HTTP on loopback only."""
    if is_loopback(host):
        return http.client.HTTPConnection(host, timeout=SECONDS)
    return http.client.HTTPSConnection(host, timeout=SECONDS, context=ssl.create_default_context())


def api_host(registry: str) -> str:
    """Where a registry answers; Docker Hub is called by another name than it has."""
    return _API_HOSTS.get(registry, registry)


def is_loopback(host: str) -> bool:
    """Whether a host, with or without a port, is this machine beyond doubt: by address, or as `localhost`."""
    name = urlsplit(f"//{host}").hostname or ""
    with suppress(ValueError):
        return ip_address(name).is_loopback
    return name == "localhost"
