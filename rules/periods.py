"""The months, quarters and years in which councils sit, and when each act of a sitting falls.

Pure: a period is its key and nothing else; calendar, office hours and zone are handed in.
"""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from rules.calendar import Calendar
from rules.deadlines import due, instant, opening_after
from rules.errors import RuleBroken
from rules.period_keys import Every, Period
from rules.phrases import Happening, Moment
from rules.programme import CouncilStage, OfficeHours

__all__ = ["Every", "Period", "Timeline", "period_of", "timeline"]


def period_of(stage: CouncilStage, key: str) -> Period:
    """Return the period called `key`. Raise RuleBroken `not_a_period` if the stage has none of that name or length."""
    period = Period(key)
    if period.every != stage.every:
        raise RuleBroken("not_a_period", found=key)
    return period


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
