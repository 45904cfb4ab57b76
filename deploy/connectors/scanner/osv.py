"""Known vulnerabilities from a folder of OSV advisories, matched against the bill of materials; offline."""

import re
from pathlib import Path

from deploy.connectors.scanner.advisories import Advisories, read_advisories
from deploy.connectors.scanner.failing import NO_REPORT, unreadable
from deploy.connectors.scanner.port import Examination, Finding, Part, Specimen

VERSION = "1"
_SYSTEMS = {"debian": "Debian:{0}", "ubuntu": "Ubuntu:{0}:LTS", "alpine": "Alpine:v{0}.{1}"}
_OTHERS = {"pypi": "PyPI", "npm": "npm"}


class OsvFolder:
    """Our own matching; what it does not know the ecosystem of is not counted as examined."""

    name = "osv"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def examine(self, specimen: Specimen) -> Examination:
        """Match every part whose kind it knows."""
        known = {part: place for part in specimen.bill.parts if (place := _place(part))}
        try:
            advisories = read_advisories(self._folder, frozenset(known.values()))
            found = [f for part, place in known.items() for f in _findings(part, place, advisories)]
        except (OSError, *NO_REPORT) as error:
            raise unreadable(self.name, error) from error
        version = f"{VERSION} ({advisories.count} advisories)"
        return Examination(self.name, version, len(known), tuple(dict.fromkeys(found)), advisories.day)


def _place(part: Part) -> tuple[str, str] | None:
    """Ecosystem and name as OSV has them: of a distribution, the source package counts."""
    if part.kind in _OTHERS:
        name = re.sub(r"[-_.]+", "-", part.name).lower() if part.kind == "pypi" else part.name
        return _OTHERS[part.kind], name
    system, _, version = part.distribution.partition("-")
    numbers = version.split(".")
    if system not in _SYSTEMS or not version:
        return None
    release = version if system == "ubuntu" else numbers[0]
    return _SYSTEMS[system].format(release, *numbers[1:], "0"), _source(part)[0]


def _source(part: Part) -> tuple[str, str]:
    """Name and version of the source package; its version can differ from that of what was built."""
    name, _, version = part.source.partition("@")
    return name or part.name, version or part.version


def _findings(part: Part, place: tuple[str, str], advisories: Advisories) -> list[Finding]:
    version = _source(part)[1] if part.distribution else part.version
    return [
        Finding(one.rule, one.severity, part.name, f"{version}, mended in {one.mended or 'no version yet'}")
        for one in advisories.by_package.get(place, ())
        if one.hits(part.kind, version)
    ]
