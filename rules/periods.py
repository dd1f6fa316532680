"""The months, quarters and years in which councils sit, and when each act of a sitting falls.

Pure: a period is its key and nothing else; calendar, office hours and zone are handed in.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from rules.calendar import Calendar
from rules.deadlines import Due, due, instant, opening
from rules.errors import RuleBroken
from rules.period_keys import Every, Period
from rules.phrases import Happening, Moment
from rules.programme import CouncilStage, OfficeHours
from rules.reasons import Because

__all__ = ["ACTS", "Act", "Every", "Period", "Timeline", "dated", "period_of", "timeline"]

Act = Literal["candidates_close_at", "votes_open_at", "votes_close_at", "published_at"]
ACTS: tuple[Act, ...] = get_args(Act)
"""The instants of a sitting, by the names they have in its row, in their order."""


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
    found = dated(stage, period, calendar, office_hours, zone)
    published = found.get("published_at")
    acts = Timeline(
        found["candidates_close_at"].at,
        found["votes_open_at"].at,
        found["votes_close_at"].at,
        published.at if published else None,
    )
    _in_order(stage, acts)
    return acts


def dated(
    stage: CouncilStage, period: Period, calendar: Calendar, office_hours: OfficeHours, zone: ZoneInfo
) -> dict[Act, Due]:
    """Return how each instant of a sitting was counted, in their order; one that the rules do not name is absent.

    Nothing is said of their order here. Raise RuleBroken as `timeline` does for what can't be counted.
    """
    known = {Happening.PERIOD_ENDS: instant(period.end, office_hours.ends, zone)}

    def at(moment: Moment, *, opens: bool = False) -> Due:
        if moment.happening not in known:
            raise RuleBroken("moment_unknown", stage=stage.stage, moment=str(moment))
        said = Because("by_the_rules", {"moment": str(moment)})
        happened = known[moment.happening]
        if moment.day is not None:
            day = period.end.replace(day=moment.day)
            named = instant(day, office_hours.starts if opens else office_hours.ends, zone)
            return Due(named, (), (said, *_rest(named, calendar)), is_estimated=False)
        if moment.span is None:
            rest = _rest(happened, calendar) if moment.happening is Happening.PERIOD_ENDS else ()
            return Due(happened, (), (said, *rest), is_estimated=False)
        count = opening if opens else due
        found = count(happened, moment.span, calendar, office_hours, zone)
        return replace(found, explanation=(said, *found.explanation))

    moments: tuple[tuple[Act, Happening, Moment], ...] = (
        ("candidates_close_at", Happening.CANDIDATES_CLOSE, stage.candidates_until),
        ("votes_open_at", Happening.VOTING_OPENS, stage.votes_open),
        ("votes_close_at", Happening.VOTING_CLOSES, stage.votes_close),
    )
    found: dict[Act, Due] = {}
    for act, happening, moment in moments:
        found[act] = at(moment, opens=act == "votes_open_at")
        known[happening] = found[act].at
    return found | ({"published_at": at(stage.results_published)} if stage.results_published else {})


def _rest(at: datetime, calendar: Calendar) -> tuple[Because, ...]:
    """Return that a named day stays although nobody works then, if that is so."""
    day = at.date()
    return (Because("named_day_of_rest", {"day": day.isoformat()}),) if calendar.why_not(day) else ()


def _in_order(stage: CouncilStage, found: Timeline) -> None:
    closes = found.votes_close_at
    in_order = found.candidates_close_at <= found.votes_open_at < closes <= (found.published_at or closes)
    if not in_order:
        raise RuleBroken("timeline_backwards", stage=stage.stage)
