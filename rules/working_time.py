"""How long something has waited, told in the time that people work: office hours of working days, nothing else.

Pure: the clock and the instants are handed in.
"""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from fractions import Fraction

from rules.clocks import Clock
from rules.errors import RuleBroken

_AGE = re.compile(r"(\d{1,4})([dh])")


@dataclass(frozen=True, slots=True)
class Age:
    """An amount of working time as somebody asks for it: `3d` are three working days, `4h` four office hours."""

    count: int
    unit: str

    @classmethod
    def parse(cls, text: str) -> "Age":
        """Return the age that `text` says. Raise RuleBroken `not_an_age` for anything else."""
        found = _AGE.fullmatch(text)
        if found is None:
            raise RuleBroken("not_an_age", found=text[:20])
        return cls(int(found[1]), found[2])

    def length(self, clock: Clock) -> timedelta:
        """Return how much office time that is by one programme's clock."""
        return self.count * (office_day(clock) if self.unit == "d" else timedelta(hours=1))


def office_day(clock: Clock) -> timedelta:
    """Return how long the office works on a working day."""
    return _since_midnight(clock.office_hours.ends) - _since_midnight(clock.office_hours.starts)


@dataclass(slots=True)
class WorkedUntil:
    """Working time up to `now`. Make one for many questions: the days that were counted once are remembered."""

    clock: Clock
    now: datetime
    _between: list[int] = field(default_factory=lambda: [0])  # working days between so many days ago and today

    def since(self, start: datetime) -> timedelta:
        """Return how much office time lies between `start` and now; none if `start` is still to come.

        What lies before the calendar's first day is not counted.
        """
        first, today = self.clock.day(start), self.clock.day(self.now)
        if first >= today:
            return max(timedelta(), self._until(self.now) - self._until(start)) if first == today else timedelta()
        rest = (office_day(self.clock) if self._works(first) else timedelta()) - self._until(start)
        return self._days_between(first, today) * office_day(self.clock) + rest + self._until(self.now)

    def days(self, worked: timedelta) -> Fraction:
        """Return an amount of office time in working days."""
        return Fraction(worked // timedelta(seconds=1), office_day(self.clock) // timedelta(seconds=1))

    def _days_between(self, first: date, today: date) -> int:
        """Return how many working days lie between two days, neither of them counted."""
        ago = (today - max(first, self.clock.calendar.first)).days
        while len(self._between) <= ago:
            behind = today - timedelta(days=len(self._between) - 1)
            self._between.append(self._between[-1] + (behind != today and self._works(behind)))
        return self._between[ago]

    def _works(self, day: date) -> bool:
        return self.clock.calendar.first <= day and self.clock.calendar.is_working(day)

    def _until(self, at: datetime) -> timedelta:
        """Return how much of its day's office time is over at an instant."""
        local = at.astimezone(self.clock.zone)
        if not self._works(local.date()):
            return timedelta()
        passed = _since_midnight(local.time()) - _since_midnight(self.clock.office_hours.starts)
        return min(max(timedelta(), passed), office_day(self.clock))


def _since_midnight(at: time) -> timedelta:
    return timedelta(hours=at.hour, minutes=at.minute, seconds=at.second, microseconds=at.microsecond)
