"""The decision of `scan`: what the tools say, the waivers and the day make a verdict; closed by default."""

from dataclasses import dataclass
from datetime import date

from deploy.connectors.scanner.port import Examination, Finding
from deploy.model.plan import Objection
from deploy.tasks.scan.policy import Policy
from deploy.tasks.scan.waivers import Waiver

_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Scanned:
    """All examinations of one image, or of the infrastructure."""

    component: str
    repository: str
    """What waivers call it."""
    examinations: tuple[Examination, ...]

    @property
    def subject(self) -> str:
        """What was examined, in words."""
        return f"the image of {self.component}" if self.repository else self.component


@dataclass(frozen=True, slots=True)
class Judge:
    """What a verdict is made by: the policy, the waivers and the day."""

    policy: Policy
    waivers: tuple[Waiver, ...]
    today: date

    def verdict(self, scanned: Scanned) -> tuple[Objection, ...]:
        """What speaks against it; nothing only where every tool looked, and with fresh knowledge."""
        return (
            *(o for e in scanned.examinations for o in self._about_tool(scanned, e)),
            *self._about_findings(scanned),
        )

    def open_findings(self, scanned: Scanned) -> tuple[Finding, ...]:
        """Findings that no waiver covers today, the worst first."""
        held = [waiver for waiver in self.waivers if waiver.holds_on(self.today)]
        found = (f for examination in scanned.examinations for f in examination.findings)
        name = scanned.repository or scanned.component
        left = (f for f in found if not any(waiver.covers(name, f) for waiver in held))
        return tuple(sorted(left, key=lambda f: (-f.severity, f.rule, f.where)))

    def _about_tool(self, scanned: Scanned, examination: Examination) -> tuple[Objection, ...]:
        found = []
        if examination.items <= 0:
            found.append(
                Objection(
                    "scan-examined-nothing",
                    what=f"{examination.tool} examined nothing in {scanned.subject}",
                    why="a tool that looked at nothing has found nothing out",
                    do="see whether it is empty, or of a kind that the tool does not know",
                )
            )
        day, most = examination.database_date, self.policy.database_days
        age = (self.today - day).days if day is not None else 0
        if age > most:
            found.append(
                Objection(
                    "scan-database-old",
                    what=f"the database of {examination.tool} is of {day}, {age} days ago",
                    why=f"what was found since is not in it; {most} days are allowed",
                    do="update it where there is a network, then scan again",
                )
            )
        return tuple(found)

    def _about_findings(self, scanned: Scanned) -> tuple[Objection, ...]:
        threshold = self.policy.threshold
        bad = [f for f in self.open_findings(scanned) if f.severity >= threshold]
        if not bad:
            return ()
        shown = "; ".join(f"{f.rule} in {f.where}: {f.what}" for f in bad[:_SHOWN])
        more = f"; and {len(bad) - _SHOWN} more" if len(bad) > _SHOWN else ""
        return (
            Objection(
                "scan-findings",
                what=f"{scanned.subject} has {len(bad)} findings of {threshold.name} or worse",
                why=shown + more + self._expired(scanned, bad),
                do="mend them, or write a waiver with owner, reason and day into docker/waivers.toml",
            ),
        )

    def _expired(self, scanned: Scanned, bad: list[Finding]) -> str:
        """Waivers that covered one of these until their day came; whoever wrote them has to hear of it."""
        name = scanned.repository or scanned.component
        gone = [
            f"the waiver of {w.owner} for {w.rule} ended on {w.expires}"
            for w in self.waivers
            if not w.holds_on(self.today) and any(w.covers(name, finding) for finding in bad)
        ]
        return "".join(f"; {text}" for text in gone)
