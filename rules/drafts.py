"""A draft of a programme as it is handed in: the text of its file and of its cases, dated anew if asked. Pure.

A draft that does not do as its own cases say, or that has none, is not sound. A calendar has no cases.
"""

from datetime import date

from rules.calendar_editions import CalendarEdition, calendar_edition
from rules.circumstances import Circumstances
from rules.inspection import read_notices, read_whole, why_not
from rules.mistakes import RuleFileError
from rules.programme import Programme

FILE = "rules.yaml"
"""What the text is called in mistakes, whatever the file was called that it came from."""


def read_draft(text: str, cases: str | None, on: date | None = None) -> Programme:
    """Return the programme that a draft says, in force from `on` if given, else from its own date.

    Raise RuleFileError with everything that is wrong with it in itself.
    """
    mistakes = why_not(text, cases, FILE)
    if mistakes:
        raise RuleFileError(mistakes)
    return read_dated(text, on)


def read_dated(text: str, on: date | None = None, around: Circumstances | None = None) -> Programme:
    """Return the same of a draft whose cases are known to agree.

    Raise RuleFileError if it is not sound, or does not fit the house `around` it.
    """
    programme = read_whole(text, FILE, around)
    return programme if on is None else programme.model_copy(update={"in_force_from": on})


def read_notices_draft(text: str, around: Circumstances | None = None) -> CalendarEdition:
    """Return the edition that a draft of a calendar would be today, the library's days included.

    Raise RuleFileError if it is not sound, or does not fit the house `around` it.
    """
    return calendar_edition(read_notices(text, FILE, around))
