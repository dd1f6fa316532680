"""Do the dates of a programme follow each other on its real calendar: every sitting to come, every silence?

Pure. `rules.checks` compares what is told in the same unit; here days, months and holidays are counted.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from rules.calendar import Calendar
from rules.clocks import Clock
from rules.deadlines import instant
from rules.errors import RuleBroken
from rules.exceptions import clause_of, times, touches, under
from rules.nodes import Fault, Node, fault_at, fault_at_key
from rules.period_keys import Period
from rules.periods import timeline
from rules.phrases import Span
from rules.programme import (
    AskedStage,
    CouncilStage,
    DossierStage,
    ExceptionClause,
    Programme,
    ReviewStage,
    ScoreStage,
    Stage,
)

SITTINGS_AT_MOST = 1_000
"""How many sittings are worked out for one file, so that no file takes long to refuse."""

_AHEAD = timedelta(days=2 * 366)
_A_YEAR = 366
Wrong = tuple[str, str, dict[str, object]]  # key, code, params
Stretch = tuple[date, date]


def check_dates(root: Node, programme: Programme, calendar: Calendar) -> Iterator[Fault]:
    """Yield the clauses whose dates come in the wrong order, in any period of two years or on any day of one."""
    begins = programme.in_force_from
    if not calendar.first <= begins <= calendar.last:
        params: dict[str, object] = {
            "found": begins.isoformat(),
            "first": calendar.first.isoformat(),
            "last": calendar.last.isoformat(),
        }
        yield fault_at(root, ("in_force_from",), "calendar_does_not_cover", **params)
        return
    dates = _Dates(Clock(calendar, programme.office_hours, ZoneInfo(programme.time_zone)), begins)
    for number, stage in enumerate(programme.stages):
        wrong = dates.wrong(stage, (begins, begins + _AHEAD))
        if wrong is not None:
            key, code, params = wrong
            yield fault_at(root, ("stages", number, key), code, **params)
            continue
        for at, clause in enumerate(programme.exceptions, start=1):
            found = dates.wrong_under(programme, stage, at, clause)
            if found is not None:
                path, code, params = found
                yield fault_at_key(root, ("exceptions", at - 1, "set", path), code, **params)


class _Dates:
    """Works dates out on one clock from the first day of an edition, and not more of them than are allowed."""

    def __init__(self, clock: Clock, begins: date) -> None:
        self._clock = clock
        self._begins = begins
        self._left = SITTINGS_AT_MOST
        self._ends: dict[Span, tuple[datetime | None, ...]] = {}

    def wrong_under(self, programme: Programme, default: Stage, number: int, clause: ExceptionClause) -> Wrong | None:
        """Return what is wrong with a stage under an exception that touches it, at the exception's clause."""
        if not touches(clause, default.stage):
            return None
        path = next(path for path in clause.set_ if clause_of(path)[0] == default.stage)
        stage = under(programme, default.stage, (number,))
        for first, last in times(clause):
            starts = max(first, self._begins)
            wrong = self.wrong(stage, (starts, min(last, starts + _AHEAD))) if starts <= last else None
            if wrong is not None:
                return path, wrong[1], wrong[2]
        return None

    def wrong(self, stage: Stage, stretch: Stretch) -> Wrong | None:
        """Return the first thing that is wrong with the dates of a stage within a stretch of days."""
        match stage:
            case CouncilStage():
                return self._sittings(stage, stretch)
            case ReviewStage() | DossierStage() | ScoreStage():
                return self._silence(stage) if stage.escalate.after.unit != stage.silence_after.unit else None
        return None

    def _sittings(self, stage: CouncilStage, stretch: Stretch) -> Wrong | None:
        period = Period.containing(stretch[0], stage.every)
        while period.end <= stretch[1] and self._left > 0:
            self._left -= 1
            try:
                found = timeline(stage, period, self._clock.calendar, self._clock.office_hours, self._clock.zone)
                told = stage.missing_ballots
                if told and self._clock.before(found.votes_close_at, told.before) <= found.votes_open_at:
                    return "missing_ballots", "told_before_vote", {"found": str(told.before), "period": period.key}
            except RuleBroken as no:
                if no.code == "timeline_backwards":
                    return "votes_close", "sitting_backwards", {"period": period.key}
                return None  # the calendar ends, and what lies beyond it is worked out when there is one
            period = period.next()
        return None

    def _silence(self, stage: AskedStage) -> Wrong | None:
        """Return the day on which silence would count before the superior is asked, if there is one within a year."""
        asked, silent = self._after(stage.escalate.after), self._after(stage.silence_after)
        if any(superior and lapse and superior >= lapse for superior, lapse in zip(asked, silent, strict=True)):
            params: dict[str, object] = {"found": str(stage.silence_after), "escalated": str(stage.escalate.after)}
            return "silence_after", "silence_before_escalation", params
        return None

    def _after(self, span: Span) -> tuple[datetime | None, ...]:
        """Return when `span` from the end of each working day of a year is up."""
        if span not in self._ends:
            calendar, hours = self._clock.calendar, self._clock.office_hours
            days = (self._begins + timedelta(days=number) for number in range(_A_YEAR))
            worked = [day for day in days if day <= calendar.last and calendar.is_working(day)]
            self._ends[span] = tuple(self._up(instant(day, hours.ends, self._clock.zone), span) for day in worked)
        return self._ends[span]

    def _up(self, at: datetime, span: Span) -> datetime | None:
        try:
            return self._clock.after(at, span)
        except RuleBroken:  # beyond the calendar
            return None
