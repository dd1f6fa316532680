"""When something is due, and when to remind of it: the Civil Code's counting on a calendar of working days.

Pure: the start, the calendar, the office hours and the zone are handed in. It waits for nothing and sends nothing.
All instants are aware; those returned are in `zone`.
"""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from rules.calendar import Calendar, Reason
from rules.phrases import Remind, Span
from rules.programme import OfficeHours
from rules.reasons import Because

ON_THE_CLOCK = ("hour", "minute")


@dataclass(frozen=True, slots=True)
class Skipped:
    """A day that did not count, and why."""

    day: date
    reason: Reason


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline with the days that did not count towards it, in their order.

    `is_estimated`: it lies after the last announced holidays, so a notice may still move it.
    """

    at: datetime
    skipped: tuple[Skipped, ...]
    explanation: tuple[Because, ...]
    is_estimated: bool


def due(start: datetime, span: Span, calendar: Calendar, office_hours: OfficeHours, zone: ZoneInfo) -> Due:
    """Return when `span` from `start` is over.

    Hours and minutes run on the clock, day and night. Everything longer ends when the office closes.
    Raise RuleBroken `calendar_ends` if the deadline lies beyond the calendar.
    """
    local = _local(start, zone)
    if span.unit in ON_THE_CLOCK:
        return Due(_by_the_clock(local, span, 1), (), (Because("clock_runs", {"span": str(span)}),), is_estimated=False)
    # Civil Code 2015 art. 147(2): the day of the event is not counted.
    because = [Because("event_day_not_counted", {"day": local.date().isoformat()})]
    if span.unit == "working_day":
        last, skipped = _nth_working_day(local.date(), span.count, calendar)
    else:
        named = _same_date(local.date(), span, 1)
        last, skipped = _nth_working_day(named - timedelta(days=1), 1, calendar)
        if span.unit == "month" and named.day != local.day:
            # art. 148(3): a month without that date ends on its last day.
            because.append(Because("month_ends_earlier", {"day": named.isoformat()}))
        if last != named:
            # art. 148(5): a last day of rest moves to the next working day.
            because.append(Because("moved_to_working_day", {"from": named.isoformat(), "to": last.isoformat()}))
    if skipped:
        because.append(Because("days_not_counted", {"count": len(skipped)}))
    because.append(Because("office_closes", {"at": office_hours.ends.isoformat("minutes")}))
    if not calendar.is_announced(last):
        because.append(Because("year_estimated", {"day": calendar.announced_until.isoformat()}))
    return Due(instant(last, office_hours.ends, zone), skipped, tuple(because), not calendar.is_announced(last))


def before(at: datetime, span: Span, calendar: Calendar, office_hours: OfficeHours, zone: ZoneInfo) -> datetime:
    """Return the instant `span` before `at`; a span of days leads to the opening of the office on that day."""
    local = _local(at, zone)
    if span.unit in ON_THE_CLOCK:
        return _by_the_clock(local, span, -1)
    if span.unit == "working_day":
        day, _ = _nth_working_day(local.date(), span.count, calendar, -1)
    else:
        day = _same_date(local.date(), span, -1)
    return instant(day, office_hours.starts, zone)


def opening(start: datetime, span: Span, calendar: Calendar, office_hours: OfficeHours, zone: ZoneInfo) -> Due:
    """Return when that may begin which waits `span` from `start`: the opening of the office on the day it is due."""
    found = due(start, span, calendar, office_hours, zone)
    if span.unit in ON_THE_CLOCK:
        return found
    opens = Because("office_opens", {"at": office_hours.starts.isoformat("minutes")})
    explanation = tuple(opens if because.code == "office_closes" else because for because in found.explanation)
    return replace(found, at=instant(found.at.date(), office_hours.starts, zone), explanation=explanation)


def remind_at(
    due_at: datetime, remind: Remind, calendar: Calendar, office_hours: OfficeHours, zone: ZoneInfo
) -> tuple[datetime, ...]:
    """Return when to remind of `due_at`, earliest first.

    A reminder by the day comes when the office opens, so that there is a day left to act: "when due" means that
    morning, never later than `due_at` itself. Some may lie before the obligation began; the planner leaves them out.
    """
    if remind.span is None:
        local = _local(due_at, zone)
        return (min(local, instant(local.date(), office_hours.starts, zone)),)
    if remind.when == "before":
        return (before(due_at, remind.span, calendar, office_hours, zone),)
    spans = (Span(remind.span.count * number, remind.span.unit) for number in range(1, remind.times + 1))
    # days that follow each other may all move to the same working day: one reminder is enough there
    return tuple(sorted({opening(due_at, span, calendar, office_hours, zone).at for span in spans}))


def rests(after: datetime, until: datetime, calendar: Calendar, zone: ZoneInfo) -> tuple[Skipped, ...]:
    """Return the days of rest behind the day of `after`, up to and with the day of `until`."""
    first, last = _local(after, zone).date(), _local(until, zone).date()
    days = (first + timedelta(days=number) for number in range(1, (last - first).days + 1))
    return tuple(Skipped(day, reason) for day in days if (reason := calendar.why_not(day)) is not None)


def instant(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """Return the instant at which the clocks of `zone` show `clock` on `day`."""
    return datetime.combine(day, clock, tzinfo=zone)


def _local(at: datetime, zone: ZoneInfo) -> datetime:
    if at.tzinfo is None:
        raise ValueError("an instant without a zone is no instant")
    return at.astimezone(zone)


def _by_the_clock(local: datetime, span: Span, sign: Literal[1, -1]) -> datetime:
    length = timedelta(**{f"{span.unit}s": span.count})
    # through UTC, because a local day may have 23 or 25 hours
    return (local.astimezone(UTC) + sign * length).astimezone(local.tzinfo)


def _nth_working_day(
    day: date, count: int, calendar: Calendar, step: Literal[1, -1] = 1
) -> tuple[date, tuple[Skipped, ...]]:
    """Return the working day number `count` after `day` (or before it), and the days passed over."""
    skipped: list[Skipped] = []
    while count:
        day += timedelta(days=step)
        reason = calendar.why_not(day)
        if reason is None:
            count -= 1
        else:
            skipped.append(Skipped(day, reason))
    return day, tuple(skipped)


def _same_date(day: date, span: Span, sign: Literal[1, -1]) -> date:
    """Return the date `span` days or months away; a month without that date gives its last day."""
    if span.unit == "day":
        return day + sign * timedelta(days=span.count)
    year, month = divmod(day.year * 12 + day.month - 1 + sign * span.count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
