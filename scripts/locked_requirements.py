"""Print the packages of uv.lock that this Python needs, one `name==version --hash=...` line each, for pip.

    python scripts/locked_requirements.py rehearsal dev

`uv export` does the same; this is for machines without uv, so it needs the standard library and pip only.
"""

import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pip._vendor.packaging.markers import Marker

LOCK = Path(__file__).resolve().parent.parent / "uv.lock"
Table = dict[str, Any]


def requirements(lock: Table, extras: set[str]) -> list[str]:
    """A line for each package that the root needs with these extras, sorted by name."""
    packages: list[Table] = lock["package"]
    root = next(package for package in packages if "virtual" in package["source"])
    found: dict[str, Table] = {}
    seen: set[tuple[str, str, frozenset[str]]] = set()
    todo = [(root, frozenset(extras))]
    while todo:
        package, wanted = todo.pop()
        visit = (package["name"], package["version"], wanted)
        if visit in seen:
            continue
        seen.add(visit)
        if package is not root:
            found[package["name"]] = package
        todo += [
            (chosen(packages, link), frozenset(link.get("extra", ()))) for link in links(package, wanted)
        ]
    return [pin(found[name]) for name in sorted(found)]


def links(package: Table, extras: frozenset[str]) -> Iterator[Table]:
    """The dependencies of a package with these extras that apply to this Python and this system."""
    groups: Table = package.get("optional-dependencies", {})
    for link in [*package.get("dependencies", ()), *(link for extra in extras for link in groups[extra])]:
        if "marker" not in link or Marker(link["marker"]).evaluate():
            yield link


def chosen(packages: list[Table], link: Table) -> Table:
    """The package that a dependency means; it gives the version where the lock holds several."""
    return next(
        package
        for package in packages
        if package["name"] == link["name"] and link.get("version", package["version"]) == package["version"]
    )


def pin(package: Table) -> str:
    """The line of one package, with the hash of each of its files."""
    files = [*package.get("wheels", ()), *([package["sdist"]] if "sdist" in package else ())]
    return " ".join(
        [f"{package['name']}=={package['version']}", *(f"--hash={file['hash']}" for file in files)]
    )


if __name__ == "__main__":
    with LOCK.open("rb") as file:
        print("\n".join(requirements(tomllib.load(file), set(sys.argv[1:]))))
