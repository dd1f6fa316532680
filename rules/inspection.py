"""A rule file looked at as a whole, cases included: a programme, its cases, or a calendar, told by its first line.

Reads the file and what stands beside it. It says everything that is wrong and changes nothing.
"""

import re
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from rules.calendar import CalendarFile
from rules.calendar_editions import load_calendar
from rules.circumstances import Circumstances, check_circumstances, check_notices
from rules.date_checks import check_dates
from rules.editions import edition_hash
from rules.loading import checked_programme, mistakes_in, programme_file, read_rooted, text_of
from rules.mistakes import FAULTS_AT_MOST, Mistake, RuleFileError
from rules.programme import Programme
from rules.verdicts import check_cases

CASES = ".cases.yaml"
_CALENDAR = re.compile(r"^schema: *sovang\.calendar/", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was found: `name` of the programme or calendar and its `edition` ("" if unknown), cases, mistakes.

    `cases` counts the decided cases; None if there is no file of cases beside the programme.
    """

    file: str
    name: str = ""
    edition: str = ""
    cases: int | None = None
    mistakes: tuple[Mistake, ...] = ()


def cases_file(path: Path) -> Path:
    """Return where the decided cases of the programme in `path` stand."""
    return path.with_name(path.stem + CASES)


def inspect(name_or_path: str, around: Circumstances | None = None) -> Inspection:
    """Return what is in a rule file, and every mistake of it and of the cases beside it.

    With `around`, what speaks against adopting it in these circumstances is a mistake too.
    """
    path = programme_file(name_or_path)
    if path.name.endswith(CASES):
        path = path.with_name(path.name.removesuffix(CASES) + ".yaml")
    file = str(path)
    try:
        text = text_of(path)
        if is_calendar(text):
            return Inspection(file, read_notices(text, file, around).calendar)
        programme = read_whole(text, file, around)
        return _with_cases(path, programme)
    except RuleFileError as no:
        return Inspection(file, mistakes=no.mistakes)


def is_calendar(text: str) -> bool:
    """Return whether a rule file says that it is a calendar."""
    return _CALENDAR.search(text) is not None


def read_notices(text: str, file: str, around: Circumstances | None = None) -> CalendarFile:
    """Return the calendar file that `text` says, and with `around`, whose units there are.

    Raise RuleFileError with all its mistakes.
    """
    said, root, faults = read_rooted(CalendarFile, text)
    if said is not None and root is not None and not faults and around is not None:
        faults += islice(check_notices(root, said, around), FAULTS_AT_MOST)
    if said is None or faults:
        raise RuleFileError(mistakes_in(file, root, faults))
    return said


def read_whole(text: str, file: str, around: Circumstances | None = None) -> Programme:
    """Return the programme that `text` says, its dates worked out on its calendar and, with `around`, fit to begin.

    Raise RuleFileError with all its mistakes.
    """
    programme, root, faults = checked_programme(text)
    if programme is not None and root is not None and not faults:
        faults += check_dates(root, programme, load_calendar(programme.calendar))
        if around is not None:
            faults += islice(check_circumstances(root, programme, edition_hash(programme), around), FAULTS_AT_MOST)
    if programme is None or faults:
        raise RuleFileError(mistakes_in(file, root, faults))
    return programme


def why_not(text: str, cases: str | None, file: str, around: Circumstances | None = None) -> tuple[Mistake, ...]:
    """Return all that speaks against activating a programme: its own mistakes, or cases that are missing or disagree.

    `cases` is the text of the file beside it, None if there is none. Nothing is activated while this is not empty.
    """
    beside = cases_file(Path(file))
    try:
        programme = read_whole(text, file, around)
    except RuleFileError as no:
        return no.mistakes
    if cases is None:
        return (Mistake(file, 1, 1, "", "cases_missing", {"beside": beside.name}),)
    return tuple(check_cases(programme, load_calendar(programme.calendar), cases, str(beside))[1])


def _with_cases(path: Path, programme: Programme) -> Inspection:
    beside = cases_file(path)
    name, edition = programme.programme, edition_hash(programme)
    if not beside.exists():
        return Inspection(str(path), name, edition)
    calendar = load_calendar(programme.calendar)
    cases, mistakes = check_cases(programme, calendar, text_of(beside), str(beside))
    return Inspection(str(path), name, edition, cases, tuple(mistakes))
