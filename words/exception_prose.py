"""The exceptions of a programme read aloud: for whom, until when, why, and the sentences that then read otherwise.

What an exception sets is told by the sentences of its stage, the new beside the old, so that nothing is said twice.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from rules.exceptions import touches, under
from rules.programme import ExceptionClause, Programme, Stage
from words.catalogue import Language, said
from words.clauses import CLAUSES
from words.phrases import listed


def exceptions_aloud(
    programme: Programme, language: Language, sentences: Callable[[Stage], Iterable[str]]
) -> Iterator[str]:
    """Yield the lines of all exceptions; `sentences` says a stage as it is said elsewhere in the text."""
    for number, clause in enumerate(programme.exceptions, start=1):
        params = {"number": number, "whom": _whom(clause, language), "because": clause.because}
        yield said(CLAUSES, "exception", language, params)
        for stage in programme.stages:
            if touches(clause, stage.stage):
                changed = under(programme, stage.stage, (number,))
                yield from _otherwise(stage, [*sentences(stage)], [*sentences(changed)], language)
        yield ""


def _otherwise(stage: Stage, before: Sequence[str], after: Sequence[str], language: Language) -> Iterator[str]:
    title = stage.title.en if language == "en" else stage.title.vi
    yield "  " + said(CLAUSES, "exception.stage", language, {"title": title, "name": stage.stage})
    yield from (f"    + {sentence}" for sentence in after if sentence not in before)
    yield from (f"    - {sentence}" for sentence in before if sentence not in after)


def _whom(clause: ExceptionClause, language: Language) -> str:
    scope = clause.for_
    parts: list[tuple[str, str]] = []
    if scope.units:
        parts.append(("units", listed(list(scope.units), language)))
    if scope.kinds:
        parts.append(("kinds", listed(list(scope.kinds), language)))
    if not parts:
        parts.append(("everybody", ""))
    if scope.periods:
        parts.append(("periods", listed([str(one) for one in scope.periods], language)))
    if clause.until:
        parts.append(("until", _day(clause.until, language)))
    return ", ".join(said(CLAUSES, f"exception.{code}", language, {"said": text}) for code, text in parts)


def _day(day: date, language: Language) -> str:
    return f"{day.day} {day:%B %Y}" if language == "en" else f"{day:%d/%m/%Y}"
