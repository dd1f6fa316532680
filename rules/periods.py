"""Months, quarters and years in which councils sit, and when each act of a sitting falls.

Pure: a period is its key and nothing else; calendar, office hours and zone are handed in.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, Self
from zoneinfo import ZoneInfo

from rules.calendar import Calendar
from rules.deadlines import due, instant, opening_after
from rules.errors import RuleBroken
from rules.phrases import Happening, Moment
from rules.programme import CouncilStage, OfficeHours

Every = Literal["month", "quarter", "year"]

_KEY = re.compile(r"([1-9][0-9]{3})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?")
_MONTHS: dict[Every, int] = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A month `2026-11`, a quarter `2026-Q4` or a year `2026`. Raise RuleBroken `not_a_period` for another key.

    >>> Period("2026-Q4").start, Period("2026-Q4").end
    (datetime.date(2026, 10, 1), datetime.date(2026, 12, 31))
    """

    key: str

    def __post_init__(self) -> None:
        if _KEY.fullmatch(self.key) is None:
            raise RuleBroken("not_a_period", found=self.key[:20])

    @classmethod
    def containing(cls, day: date, every: Every) -> Self:
        """Return the month, quarter or year that `day` lies in."""
        if every == "month":
            return cls(f"{day.year}-{day.month:02}")
        if every == "quarter":
            return cls(f"{day.year}-Q{(day.month + 2) // 3}")
        return cls(f"{day.year}")

    @property
    def every(self) -> Every:
        """How long the period is."""
        return "year" if len(self.key) == 4 else "quarter" if "Q" in self.key else "month"

    @property
    def start(self) -> date:
        """Its first day."""
        year, _, rest = self.key.partition("-")
        first_month = int(rest[1:]) * 3 - 2 if self.every == "quarter" else int(rest or 1)
        return date(int(year), first_month, 1)

    @property
    def end(self) -> date:
        """Its last day."""
        return self.next().start - timedelta(days=1)

    def next(self) -> Self:
        """Return the period after this one."""
        return self._moved(1)

    def previous(self) -> Self:
        """Return the period before this one."""
        return self._moved(-1)

    def _moved(self, by: int) -> Self:
        months = self.start.year * 12 + self.start.month - 1 + by * _MONTHS[self.every]
        return self.containing(date(months // 12, months % 12 + 1, 1), self.every)

    def __str__(self) -> str:
        return self.key


@dataclass(frozen=True, slots=True)
class Timeline:
    """The instants of one sitting, aware and in the programme's zone, each at or after the one before.

    A nomination that reaches the stage by `candidates_close_at` is a candidate of this period.
    """

    candidates_close_at: datetime
    votes_open_at: datetime
    votes_close_at: datetime
    published_at: datetime | None


def timeline(
    stage: CouncilStage, period: Period, calendar: Calendar, office_hours: OfficeHours, zone: ZoneInfo
) -> Timeline:
    """Return when the sitting of `period` closes its list, opens and closes the vote, and publishes.

    Voting opens with the office, the rest ends with it. A day that is named ("day 25", the last day) is taken as
    it is, working day or not: it is a date, not the end of a term.
    Raise RuleBroken `moment_unknown` for a moment told from what comes later, `timeline_backwards` for two acts in
    the wrong order, `calendar_ends` beyond the calendar.
    """
    known = {Happening.PERIOD_ENDS: instant(period.end, office_hours.ends, zone)}

    def at(moment: Moment, *, opens: bool = False) -> datetime:
        if moment.happening not in known:
            raise RuleBroken("moment_unknown", stage=stage.stage, moment=str(moment))
        if moment.day is not None:
            day = period.end.replace(day=moment.day)
            return instant(day, office_hours.starts if opens else office_hours.ends, zone)
        happened = known[moment.happening]
        if moment.span is None:
            return happened
        if opens:
            return opening_after(happened, moment.span, calendar, office_hours, zone)
        return due(happened, moment.span, calendar, office_hours, zone).at

    known[Happening.CANDIDATES_CLOSE] = at(stage.candidates_until)
    known[Happening.VOTING_OPENS] = at(stage.votes_open, opens=True)
    known[Happening.VOTING_CLOSES] = at(stage.votes_close)
    published_at = at(stage.results_published) if stage.results_published else None
    found = Timeline(
        known[Happening.CANDIDATES_CLOSE],
        known[Happening.VOTING_OPENS],
        known[Happening.VOTING_CLOSES],
        published_at,
    )
    _in_order(stage, found)
    return found


def _in_order(stage: CouncilStage, found: Timeline) -> None:
    closes = found.votes_close_at
    in_order = found.candidates_close_at <= found.votes_open_at < closes <= (found.published_at or closes)
    if not in_order:
        raise RuleBroken("timeline_backwards", stage=stage.stage)
