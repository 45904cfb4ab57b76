"""The newest AWS calls, with equal readings between two changes told once."""

from collections.abc import Iterable, Sequence

from rehearsal.page.model import Calls
from rehearsal.requests.entry import Entry

SHOWN = 14
READING = ("Describe", "List", "Get", "Head", "BatchGet", "BatchCheck", "Lookup", "Query", "Scan", "Filter")


def see_calls(entries: Sequence[Entry], shown: int = SHOWN) -> tuple[Calls, ...]:
    """The newest calls, the newest first; entries come oldest first.

    Whoever waits asks the same few things over and over: between two changes, equal readings are told once.
    """
    stretch: dict[tuple[object, ...], list[Entry]] = {}
    changes = 0
    for entry in reversed(entries):
        changes += not is_reading(entry)
        run = stretch.setdefault((changes, *_likeness(entry)), [])
        if not run and len(stretch) > shown:
            break
        run.append(entry)
    return tuple(_run(run) for run in stretch.values() if run)


def see_changes(entries: Iterable[Entry], shown: int = SHOWN) -> tuple[Calls, ...]:
    """The same of the calls that do more than read."""
    return see_calls([entry for entry in entries if not is_reading(entry)], shown)


def is_reading(entry: Entry) -> bool:
    """Whether a call only reads, as its name says."""
    return entry.operation.startswith(READING)


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
