"""The hours of a week in which something may be done, in UTC."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = "|".join(DAYS)
GRAMMAR = rf"({_DAY})(-({_DAY}))? ([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]"
_FORM = re.compile(rf"({_DAY})(?:-({_DAY}))? (\d\d):(\d\d)-(\d\d):(\d\d)")
_WEEK = len(DAYS)


@dataclass(frozen=True, slots=True)
class Window:
    """Some days of the week from one minute of the day to another, the last one left out."""

    days: frozenset[int]
    begin: int
    end: int

    @classmethod
    def of(cls, text: str) -> "Window":
        """What a text such as `mon-fri 08:00-17:00` means; days may go over the end of the week."""
        match = _FORM.fullmatch(text)
        if match is None:
            raise ValueError(f"not a window: {text}")
        first, last, *clock = match.groups()
        start = DAYS.index(first)
        length = (DAYS.index(last or first) - start) % _WEEK + 1
        hour, minute, end_hour, end_minute = map(int, clock)
        days = frozenset((start + step) % _WEEK for step in range(length))
        return cls(days, hour * 60 + minute, end_hour * 60 + end_minute)

    @property
    def is_empty(self) -> bool:
        """Whether it ends before it has begun."""
        return self.end <= self.begin

    def holds(self, moment: datetime) -> bool:
        """Whether the moment is in it."""
        minute = moment.hour * 60 + moment.minute
        return moment.weekday() in self.days and self.begin <= minute < self.end

    def opens_after(self, moment: datetime) -> datetime:
        """When it opens next; an empty one never does."""
        midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
        for step in count():
            opening = midnight + timedelta(days=step, minutes=self.begin)
            if opening > moment and opening.weekday() in self.days:
                return opening
        raise AssertionError  # the days of a week go on for ever
