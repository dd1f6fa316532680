"""A programme's clock: its calendar, office hours and time zone together, so that a span becomes an instant. Pure."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from rules.calendar import Calendar
from rules.deadlines import Due, Skipped, before, due, remind_at, rests
from rules.exceptions import Whereabouts
from rules.phrases import Remind, Span
from rules.programme import OfficeHours, Reminding


@dataclass(frozen=True, slots=True)
class Clock:
    """Works out instants for one programme. Every answer is aware, in the programme's own zone.

    `reminding` says when people may be reminded; without it, at any hour (`rules.reminding`).
    """

    calendar: Calendar
    office_hours: OfficeHours
    zone: ZoneInfo
    reminding: Reminding | None = None

    def due(self, start: datetime, span: Span) -> Due:
        """Return when `span` after `start` is up, with the days that did not count."""
        return due(start, span, self.calendar, self.office_hours, self.zone)

    def after(self, start: datetime, span: Span) -> datetime:
        """Return the instant at which `span` after `start` is up."""
        return self.due(start, span).at

    def before(self, at: datetime, span: Span) -> datetime:
        """Return the instant `span` before `at`."""
        return before(at, span, self.calendar, self.office_hours, self.zone)

    def rests(self, after: datetime, until: datetime) -> tuple[Skipped, ...]:
        """Return the days of rest between two instants, the day of the first one left out."""
        return rests(after, until, self.calendar, self.zone)

    def at(self, whereabouts: Whereabouts) -> "Clock":
        """Return the clock of a unit: days on which its office, or one above it, is closed do not count."""
        calendar = self.calendar.at(whereabouts.units)
        return self if calendar is self.calendar else replace(self, calendar=calendar)

    def day(self, at: datetime) -> date:
        """Return the date on the programme's wall at `at`."""
        return at.astimezone(self.zone).date()

    def reminders(self, due_at: datetime, remind: tuple[Remind, ...]) -> tuple[datetime, ...]:
        """Return every instant at which `remind` asks for a reminder of `due_at`, earliest first, each once."""
        found = {at for one in remind for at in remind_at(due_at, one, self.calendar, self.office_hours, self.zone)}
        return tuple(sorted(found))
