"""What a refusal says on a page: like the answer to a program, but without a word that only programs understand."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime

from rules.errors import PhraseError
from rules.phrases import Span
from web.house import VIETNAM
from web.languages import field_sentence, problem_sentence
from web.problems import Problem
from words.catalogue import Language, said
from words.dates import written_date, written_instant
from words.page_refusals import FIELDS_FOR_PEOPLE, REFUSALS_FOR_PEOPLE
from words.phrases import phrase, word


def problem_in_words(problem: Problem, language: Language, number: str = "") -> str:
    """Return what the refusal says; `number` is the request's own, for the operator."""
    params = {name: _written(value, language) for name, value in problem.params.items()} | {"request_id": number}
    if problem.code in REFUSALS_FOR_PEOPLE:
        return said(REFUSALS_FOR_PEOPLE, problem.code, language, params)
    return problem_sentence(problem.code, language, params)


def fields_in_words(problem: Problem, language: Language, renamed: Mapping[str, str]) -> dict[str, str]:
    """Return what is wrong with which field of a form (field → sentence).

    `renamed` maps a path of the body, or the code of a refusal, to the field that it is about.
    """
    told = {renamed.get(path, path): _field(code, language, params) for path, code, params in problem.errors}
    if problem.code in renamed:
        told[renamed[problem.code]] = problem_in_words(problem, language)
    return told


def _field(code: str, language: Language, params: Mapping[str, object]) -> str:
    if code in FIELDS_FOR_PEOPLE:
        return said(FIELDS_FOR_PEOPLE, code, language, params)
    return field_sentence(code, language, params)


def _written(value: object, language: Language) -> object:
    """Return a parameter as people write it: days, instants, spans and words of the rules; others as they are."""
    if not isinstance(value, str):
        return value
    with suppress(ValueError):
        return written_date(date.fromisoformat(value))
    with suppress(ValueError):
        return written_instant(datetime.fromisoformat(value).astimezone(VIETNAM), language)
    with suppress(PhraseError):
        return phrase(Span.parse(value), language)
    return word(value, language)
