"""Reads a bill of materials back, whoever wrote it."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote

from deploy.connectors.scanner.port import Bill, Part

_ADDRESS = re.compile(r"pkg:(?P<kind>[^/@?#]+)/(?:(?P<place>[^@?#]+)/)?(?P<name>[^/@?#]+)(?P<rest>[^#]*)")
_IN_SYSTEMS = ("deb", "apk", "rpm")
_SYFT_KIND = "syft:package:type"
"""Where Syft gives no address, because the image does not say what system it is, it still says this."""


def bill_of(path: Path, document: Mapping[str, Any]) -> Bill:
    """The bill that stands in that file."""
    return Bill(path, tuple(_parts(document)))


def _parts(document: Mapping[str, Any]) -> Iterator[Part]:
    """Everything that has a version, and the files of a bundle; not the operating system itself."""
    for one in document.get("components") or []:
        if match := _ADDRESS.fullmatch(str(one.get("purl", ""))):
            yield _part(match)
        elif one.get("type") == "file":
            yield Part("file", str(one.get("name", "")), "")
        elif kind := _said(one).get(_SYFT_KIND, ""):
            yield Part(kind, str(one.get("name", "")), str(one.get("version", "")))


def _said(one: Mapping[str, Any]) -> dict[str, str]:
    """What the tool that wrote it says beside the standard."""
    return {str(pair["name"]): str(pair.get("value", "")) for pair in one.get("properties") or []}


def _part(match: re.Match[str]) -> Part:
    version, _, query = match["rest"].removeprefix("@").partition("?")
    said = {key: values[0] for key, values in parse_qs(query).items()}
    place, kind = unquote(match["place"] or ""), match["kind"]
    name = unquote(match["name"])
    if place and kind not in _IN_SYSTEMS:
        name = f"{place}/{name}"  # the scope of an npm package, the host of a Go module
    return Part(kind, name, unquote(version), said.get("upstream", ""), said.get("distro", ""))
