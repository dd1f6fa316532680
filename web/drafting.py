"""What people send when they want the rules otherwise: a file and its cases, and from which day.

The file is a programme or, without cases, a calendar: its first line says which. One with mistakes is refused with all
of them, in the reader's language; nothing is written for it.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Annotated

from pydantic import Field
from sqlalchemy import Connection

from rules.calendar import Calendar
from rules.calendar_editions import CalendarEdition
from rules.clocks import Clock
from rules.drafts import read_draft
from rules.errors import RuleBroken
from rules.messages import Message
from rules.mistakes import RuleFileError
from rules.programme import Programme
from store import calendars
from store.in_flight import programmes_by
from store.objections import fits, read_calendar_draft
from store.rulebook import Rules
from web.house import House
from web.problems import Problem
from words.catalogue import Language
from words.mistakes import sentence

RuleText = Annotated[str, Field(min_length=1, max_length=300_000)]

DRAFT_REFUSES = ("rule_file_broken", "no_rules", "calendar_ends", "calendar_unknown")


class DraftBody(Message):
    """A rule file, the decided cases beside it, and the day from which it is to hold."""

    text: Annotated[RuleText, Field(description="the rule file, YAML: a programme or a calendar")]
    cases: Annotated[RuleText | None, Field(description="its decided cases, YAML; a calendar has none")] = None
    on: Annotated[
        date | None,
        Field(alias="from", description="from which day; if none is given the file's own, of a calendar today"),
    ] = None


def read(body: DraftBody, language: Language) -> Programme:
    """Return the programme that was sent. Raise Problem `rule_file_broken` with every mistake."""
    try:
        return read_draft(body.text, body.cases, body.on)
    except RuleFileError as no:
        raise _broken(no, language) from no


def read_fitting(conn: Connection, body: DraftBody, today: date, language: Language) -> Programme:
    """Return the same, if it fits the house. Raise Problem `rule_file_broken` with every mistake."""
    programme = read(body, language)
    try:
        fits(conn, body.text, programme, today)
    except RuleFileError as no:
        raise _broken(no, language) from no
    return programme


def read_notices(conn: Connection, body: DraftBody, today: date, language: Language) -> CalendarEdition:
    """Return the edition of a calendar that was sent, if it fits the house.

    Raise Problem `rule_file_broken` with every mistake.
    """
    try:
        return read_calendar_draft(conn, body.text, today)
    except RuleFileError as no:
        raise _broken(no, language) from no


def _broken(no: RuleFileError, language: Language) -> Problem:
    told = [
        {
            "file": one.file,
            "line": one.line,
            "column": one.column,
            "key": one.key,
            "code": one.code,
            "says": sentence(one, language),
        }
        for one in no.mistakes
    ]
    return Problem("rule_file_broken", {"count": len(told), "mistakes": told})


def base_of(conn: Connection, house: House, programme: Programme, now: datetime) -> Rules:
    """Return the rules that the draft would take the place of: those in force when it begins, or now if it has begun.

    Raise RuleBroken `no_rules` for a programme that has never been in force.
    """
    rules = house.rulebook.at(conn, programme.programme, now)
    return house.rulebook.at(conn, programme.programme, max(now, begins(programme.in_force_from, rules.clock)))


@dataclass(frozen=True, slots=True)
class CalendarDraft:
    """A calendar that was sent: its edition, what counts now, and the day and instant from which it is to."""

    edition: CalendarEdition
    base: Calendar
    on: date
    starts_at: datetime


def calendar_draft(
    conn: Connection, house: House, body: DraftBody, today: date, language: Language, now: datetime
) -> CalendarDraft:
    """Return a calendar as it was sent, from today on if no day is given, on the wall of the programmes that go by it.

    Raise RuleBroken `calendar_unknown` if none does, `date_past`; Problem `rule_file_broken` with every mistake.
    """
    edition = read_notices(conn, body, today, language)
    by, *_ = programmes_by(conn, edition.name, house.rulebook)
    clock = house.rulebook.at(conn, by, now).clock
    on = body.on or clock.day(now)
    if on < clock.day(now):
        raise RuleBroken("date_past", on=on.isoformat())
    return CalendarDraft(edition, calendars.counting(conn, edition.name), on, begins(on, clock))


def begins(on: date, clock: Clock) -> datetime:
    """Return the instant at which a day begins on the programme's wall."""
    return datetime.combine(on, time.min, clock.zone)
