"""A rule file looked at as a whole, cases included: a programme, its cases, or a calendar, told by its first line.

Reads the file and what stands beside it. It says everything that is wrong and changes nothing.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from rules.calendar import CalendarFile, load_calendar
from rules.editions import edition_hash
from rules.loading import programme_file, read_clause, read_programme, text_of
from rules.mistakes import Mistake, RuleFileError
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


def inspect(name_or_path: str) -> Inspection:
    """Return what is in a rule file, and every mistake of it and of the cases beside it."""
    path = programme_file(name_or_path)
    if path.name.endswith(CASES):
        path = path.with_name(path.name.removesuffix(CASES) + ".yaml")
    file = str(path)
    try:
        text = text_of(path)
        if _CALENDAR.search(text):
            return Inspection(file, read_clause(CalendarFile, text, file).calendar)
        return _with_cases(path, read_programme(text, file))
    except RuleFileError as no:
        return Inspection(file, mistakes=no.mistakes)


def _with_cases(path: Path, programme: Programme) -> Inspection:
    beside = cases_file(path)
    name, edition = programme.programme, edition_hash(programme)
    if not beside.exists():
        return Inspection(str(path), name, edition)
    calendar = load_calendar(programme.calendar)
    cases, mistakes = check_cases(programme, calendar, text_of(beside), str(beside))
    return Inspection(str(path), name, edition, cases, tuple(mistakes))
