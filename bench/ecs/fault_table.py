"""What came of each fault, as a line, and of all of them as a table."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bench.ecs.fault_cases import KINDS, VERBS, Case


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of one fault."""

    case: Case
    was_struck: bool
    """Whether there were so many calls."""
    code: int
    seconds: float
    faults: tuple[str, ...]
    is_false_green: bool = False


def tell(finding: Finding) -> None:
    """A line for each fault, at once: the sweep is long."""
    case = finding.case
    how = "; ".join(finding.faults) or ("right" if finding.was_struck else "not so many")
    where = f"{case.verb:<18}{case.kind:<14}{case.call:<28}{case.nth:>3}"
    print(f"{where}  exit {finding.code}{finding.seconds:6.1f} s  {how}", flush=True)


def table(findings: Sequence[Finding]) -> list[str]:
    """A row for each call, a column for each kind: how many were struck, and how many of them were wrong."""
    width = max((len(kind) for kind in KINDS), default=0) + 2
    lines: list[str] = []
    for verb in VERBS:
        ours = [one for one in findings if one.case.verb == verb and one.was_struck]
        if ours:
            lines += ["", f"{verb:<28}" + "".join(f"{kind:>{width}}" for kind in KINDS)]
        for call in dict.fromkeys(one.case.call for one in ours):
            here = [one for one in ours if one.case.call == call]
            cells = (_cell([one for one in here if one.case.kind == kind]) for kind in KINDS)
            lines.append(f"{call:<28}" + "".join(f"{cell:>{width}}" for cell in cells))
    return lines


def _cell(findings: Sequence[Finding]) -> str:
    wrong = sum(bool(one.faults) for one in findings)
    if not findings:
        return "-"
    return f"{wrong} WRONG" if wrong else f"ok {len(findings)}"


def report(findings: Sequence[Finding]) -> int:
    """Print the table and the figures by kind; 1 where something was wrong."""
    print("\n".join(table(findings)))
    struck = [finding for finding in findings if finding.was_struck]
    for kind in KINDS:
        ours = [finding for finding in struck if finding.case.kind == kind]
        if not ours:
            continue
        codes = Counter(finding.code for finding in ours)
        ends = ", ".join(f"{number} ended with {code}" for code, number in sorted(codes.items()))
        print(f"{kind:<14}{len(ours):>4} calls: {ends}; wrong {sum(bool(f.faults) for f in ours)}")
    wrong = [finding for finding in findings if finding.faults]
    green = sum(finding.is_false_green for finding in findings)
    missed = len(findings) - len(struck)
    print(
        f"all           {len(struck):>4} calls, wrong {len(wrong)}, false green {green}; {missed} not reached"
    )
    return int(bool(wrong))
