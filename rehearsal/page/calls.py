"""The newest AWS calls, with equal ones in a row told once."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from rehearsal.page.model import Calls
from rehearsal.requests.entry import Entry

SHOWN = 14
READING = ("Describe", "List", "Get", "Head", "BatchGet", "BatchCheck", "Lookup", "Query", "Scan", "Filter")


def see_calls(entries: Sequence[Entry], shown: int = SHOWN) -> tuple[Calls, ...]:
    """The newest runs of equal calls, the newest first; entries come oldest first."""
    runs: list[Calls] = []
    for _, run in groupby(reversed(entries), key=_likeness):
        runs.append(_run(list(run)))
        if len(runs) == shown:
            break
    return tuple(runs)


def see_changes(entries: Iterable[Entry], shown: int = SHOWN) -> tuple[Calls, ...]:
    """The same of the calls that do more than read."""
    return see_calls([entry for entry in entries if not entry.operation.startswith(READING)], shown)


def _likeness(entry: Entry) -> tuple[str, ...]:
    return entry.service, entry.operation, entry.caller, entry.effect, entry.code, entry.fault


def _run(run: list[Entry]) -> Calls:
    newest = run[0]
    return Calls(
        time=newest.time,
        service=newest.service,
        operation=newest.operation,
        caller=caller_name(newest.caller),
        effect=newest.effect.value,
        status=newest.status,
        milliseconds=newest.milliseconds,
        code=newest.code,
        fault=newest.fault,
        count=len(run),
    )


def caller_name(arn: str) -> str:
    """What a person calls the caller (arn:aws:sts::1:assumed-role/ci/run-7 is ci/run-7)."""
    return arn.partition("/")[2] or arn.rpartition(":")[2]
