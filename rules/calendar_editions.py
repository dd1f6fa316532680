"""Editions of a calendar: what it says as canonical text, the hash that names it for ever, and how two of them differ.

The days of the library of holidays are part of what is kept, so that another version of it changes no deadline unseen.
Reads the shipped files by name and nothing else of the world.
"""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from hashlib import sha256

from rules.calendar import Calendar, CalendarFile, LibraryDays, Reason, library_days
from rules.loading import PROGRAMMES, read_clause, text_of

_A_YEAR = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class CalendarEdition:
    """A calendar that is kept: its name for ever, and its content as canonical JSON."""

    hash: str
    name: str
    content: str


@dataclass(frozen=True, slots=True)
class DayDifference:
    """A day that is otherwise: a code of `Reason`, "" for a working day; `unit` is "" where it is so for everybody.

    `is_estimated`: the holidays of its time are not announced yet.
    """

    day: date
    unit: str
    before: str
    after: str
    is_estimated: bool = False


def calendar_edition(file: CalendarFile) -> CalendarEdition:
    """Return the edition that a calendar file makes today, the library's days included."""
    free, worked = library_days(file)
    content = {
        "file": file.model_dump(mode="json", exclude_defaults=True),
        "free": {day.isoformat(): names for day, names in free.items()},
        "worked": [day.isoformat() for day in worked],
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return edition_of(file.calendar, text)


def edition_of(name: str, content: str) -> CalendarEdition:
    """Return the edition of a calendar that says `content`, which is canonical JSON."""
    return CalendarEdition(f"sc1-{sha256(content.encode()).hexdigest()[:16]}", name, content)


def calendar_of(edition: CalendarEdition) -> Calendar:
    """Return the calendar that an edition says."""
    said = json.loads(edition.content)
    file = CalendarFile.model_validate_json(json.dumps(said["file"]))
    free = {date.fromisoformat(day): (vi, en) for day, (vi, en) in said["free"].items()}
    worked = tuple(date.fromisoformat(day) for day in said["worked"])
    return Calendar.of(file, LibraryDays(free, worked), edition.hash)


def read_calendar(text: str, file: str) -> CalendarFile:
    """Return the calendar file that `text` says; `file` is only its name. Raise RuleFileError with all mistakes."""
    return read_clause(CalendarFile, text, file)


def day_differences(before: Calendar, after: Calendar) -> tuple[DayDifference, ...]:
    """Return the days within the years of both that are worked in one only, or off for another reason."""
    first, last = max(before.first, after.first), min(before.last, after.last)
    units = sorted({*before.closings(), *after.closings()})
    told = [
        DayDifference(day, unit, _code(was.why_not(day)), _code(now.why_not(day)), not after.is_announced(day))
        for unit in ("", *units)
        for was, now in [(before.at([unit]), after.at([unit]))]
        for day in sorted(_touched(before, unit) | _touched(after, unit))
        if first <= day <= last
    ]
    return tuple(one for one in told if one.before != one.after)


def refuse_short(calendar: Calendar, on: date) -> None:
    """Raise RuleBroken `calendar_ends` for a calendar that does not cover a day and the year after it."""
    for day in (on, on + _A_YEAR):
        calendar.why_not(day)


@cache
def shipped(name: str) -> CalendarEdition:
    """Return the edition of the calendar file called `name` that came with the programmes. Raise RuleFileError."""
    path = PROGRAMMES / "calendars" / f"{name}.yaml"
    return calendar_edition(read_calendar(text_of(path), str(path)))


@cache
def load_calendar(name: str) -> Calendar:
    """Return the shipped calendar called `name`, read once a process. Raise RuleFileError with all its mistakes."""
    return calendar_of(shipped(name))


def _touched(calendar: Calendar, unit: str) -> set[date]:
    return {*calendar.closings().get(unit, ())} if unit else {*calendar.days_off(), *calendar.worked_days()}


def _code(reason: Reason | None) -> str:
    return reason.code if reason else ""
