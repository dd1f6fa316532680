"""What people send when they want the rules otherwise: a file and its cases, and from which day.

A file with mistakes is refused with all of them, in the reader's language; nothing is written for it.
"""

from datetime import date, datetime, time
from typing import Annotated

from pydantic import Field
from sqlalchemy import Connection

from rules.clocks import Clock
from rules.drafts import read_draft
from rules.messages import Message
from rules.mistakes import RuleFileError
from rules.programme import Programme
from store import rule_changes
from store.rulebook import Rules
from web.house import House
from web.problems import Problem
from words.catalogue import Language
from words.mistakes import sentence

RuleText = Annotated[str, Field(min_length=1, max_length=300_000)]

DRAFT_REFUSES = ("rule_file_broken", "no_rules", "calendar_ends")


class DraftBody(Message):
    """A rule file, the decided cases beside it, and the day from which it is to hold (its own if none is given)."""

    text: Annotated[RuleText, Field(description="the rule file, YAML")]
    cases: Annotated[RuleText | None, Field(description="its decided cases, YAML")] = None
    on: Annotated[date | None, Field(alias="from", description="from which day; the file's own if none is given")] = (
        None
    )


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
        rule_changes.fits(conn, body.text, programme, today)
    except RuleFileError as no:
        raise _broken(no, language) from no
    return programme


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


def begins(on: date, clock: Clock) -> datetime:
    """Return the instant at which a day begins on the programme's wall."""
    return datetime.combine(on, time.min, clock.zone)
