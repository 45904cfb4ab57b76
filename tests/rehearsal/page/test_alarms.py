"""Alarms, the red ones first."""

from dataclasses import dataclass
from datetime import datetime

from rehearsal.page.alarms import see_alarms
from rehearsal.page.model import Alarm


@dataclass
class Record:
    """An alarm in the shape of moto's."""

    name: str
    state_value: str
    state_reason: str = ""
    state_updated_timestamp: datetime = datetime(2026, 1, 1)  # noqa: DTZ001 - moto's times say no zone


def test_red_comes_before_unknown_before_green_and_then_by_name() -> None:
    records = [Record("c", "OK"), Record("b", "OK"), Record("d", "INSUFFICIENT_DATA"), Record("e", "ALARM")]
    seen = see_alarms([{one.name: one for one in records[:2]}, {one.name: one for one in records[2:]}])
    assert ["e", "d", "b", "c"] == [alarm.name for alarm in seen]


def test_an_alarm_tells_since_when_and_why() -> None:
    record = Record("errors", "ALARM", "3 errors")
    assert (Alarm("errors", "ALARM", 1767225600.0, "3 errors"),) == see_alarms([{"errors": record}])
