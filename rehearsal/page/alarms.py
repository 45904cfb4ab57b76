"""The alarms, the red ones first."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Protocol

from rehearsal.page.model import Alarm

URGENCY = {"ALARM": 0, "INSUFFICIENT_DATA": 1}


class AlarmRecord(Protocol):
    """moto's record of an alarm; its times are in UTC and do not say so."""

    name: str
    state_value: str
    state_reason: str
    state_updated_timestamp: datetime


def see_alarms(records: Iterable[Mapping[str, AlarmRecord]]) -> tuple[Alarm, ...]:
    """Every alarm of some accounts and regions."""
    seen = (_alarm(alarm) for by_name in records for alarm in by_name.values())
    return tuple(sorted(seen, key=lambda alarm: (URGENCY.get(alarm.state, 2), alarm.name)))


def _alarm(alarm: AlarmRecord) -> Alarm:
    since = alarm.state_updated_timestamp.replace(tzinfo=UTC).timestamp()
    return Alarm(alarm.name, alarm.state_value, round(since, 3), alarm.state_reason)
