"""The decision of `scan`: what the tools say, the waivers and the day make a verdict; closed by default."""

from dataclasses import dataclass
from datetime import date

from deploy.connectors.scanner.port import Examination, Finding, Severity
from deploy.model.plan import Objection
from deploy.tasks.scan.waivers import Waiver

THRESHOLD = Severity.HIGH
OLDEST_DATABASE_DAYS = 7
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Scanned:
    """All examinations of one image."""

    component: str
    repository: str
    examinations: tuple[Examination, ...]


def verdict(scanned: Scanned, waivers: tuple[Waiver, ...], today: date) -> tuple[Objection, ...]:
    """What speaks against the image; nothing only where every tool looked, and with fresh knowledge."""
    objections = [o for e in scanned.examinations for o in _about_tool(scanned.component, e, today)]
    return (*objections, *_about_findings(scanned, waivers, today))


def _about_tool(component: str, examination: Examination, today: date) -> list[Objection]:
    found = []
    if examination.items <= 0:
        found.append(
            Objection(
                "scan-examined-nothing",
                what=f"{examination.tool} examined nothing in the image of {component}",
                why="a tool that looked at nothing has found nothing out",
                do="see whether the image is empty, or of a kind that the tool does not know",
            )
        )
    day = examination.database_date
    if day is not None and (today - day).days > OLDEST_DATABASE_DAYS:
        found.append(
            Objection(
                "scan-database-old",
                what=f"the database of {examination.tool} is of {day}, {(today - day).days} days ago",
                why=f"what was found since is not in it; {OLDEST_DATABASE_DAYS} days are allowed",
                do="update it where there is a network, then scan again",
            )
        )
    return found


def _about_findings(scanned: Scanned, waivers: tuple[Waiver, ...], today: date) -> tuple[Objection, ...]:
    bad = [f for f in open_findings(scanned, waivers, today) if f.severity >= THRESHOLD]
    if not bad:
        return ()
    shown = "; ".join(f"{f.rule} in {f.where}: {f.what}" for f in bad[:_SHOWN])
    more = f"; and {len(bad) - _SHOWN} more" if len(bad) > _SHOWN else ""
    return (
        Objection(
            "scan-findings",
            what=f"the image of {scanned.component} has {len(bad)} findings of {THRESHOLD.name} or worse",
            why=shown + more,
            do="mend them, or write a waiver with owner, reason and day into docker/waivers.toml",
        ),
    )


def open_findings(scanned: Scanned, waivers: tuple[Waiver, ...], today: date) -> tuple[Finding, ...]:
    """Findings that no waiver covers today, the worst first."""
    held = [waiver for waiver in waivers if waiver.holds_on(today)]
    found = (f for examination in scanned.examinations for f in examination.findings)
    left = (f for f in found if not any(waiver.covers(scanned.repository, f) for waiver in held))
    return tuple(sorted(left, key=lambda f: (-f.severity, f.rule, f.where)))
