"""A draft of a programme as it is handed in: the text of its file and of its cases, dated anew if asked. Pure.

A draft that does not do as its own cases say, or that has none, is not sound.
"""

from datetime import date

from rules.calendar import load_calendar
from rules.loading import read_programme
from rules.mistakes import Mistake, RuleFileError
from rules.programme import Programme
from rules.verdicts import check_cases

FILE, CASES = "rules.yaml", "rules.cases.yaml"
"""What the texts are called in mistakes, whatever the files were called that they came from."""


def read_draft(text: str, cases: str | None, on: date | None = None) -> Programme:
    """Return the programme that a draft says, in force from `on` if given, else from its own date.

    Raise RuleFileError with all mistakes of the text, or else of the cases.
    """
    programme = read_programme(text, FILE)
    if cases is None:
        raise RuleFileError([Mistake(CASES, 1, 1, "", "cases_missing", {"beside": FILE})])
    _, mistakes = check_cases(programme, load_calendar(programme.calendar), cases, CASES)
    if mistakes:
        raise RuleFileError(mistakes)
    return programme if on is None else programme.model_copy(update={"in_force_from": on})
