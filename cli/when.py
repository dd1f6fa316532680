"""`sovang rules when`: when a span, a stage or a sitting is due, and which days do not count. Changes nothing."""

from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from cli.decide import because_as_json, council_terms, refusals
from cli.options import AsJson, Lang, speech_of
from cli.sitting_dates import counted_as_json, lines, skipped_lines
from cli.speech import Speech
from cli.surroundings import calendar_there
from cli.whereabouts import Data, Kind, PeriodKey, Unit, whereabouts
from rules.clocks import Clock
from rules.deadlines import Due
from rules.errors import RuleBroken
from rules.exceptions import NOWHERE, Whereabouts, applying, explained, under
from rules.loading import find_programme
from rules.periods import ACTS, dated, period_of, timeline
from rules.phrases import Span
from rules.programme import AskedStage, CouncilStage, LogStage, Programme, Stage
from rules.reasons import Because
from settings import first_programmes
from words.catalogue import Language, said
from words.reasons import because_sentence, spoken_day
from words.trials import TRIALS

_WITH_TERM = LogStage | AskedStage


def when(
    context: typer.Context,
    span: Annotated[
        str | None, typer.Argument(metavar="[SPAN]", help='"5 working days", "1 month", "24 hours"')
    ] = None,
    start: Annotated[str | None, typer.Option("--from", metavar="INSTANT", help="2026-02-12T09:00+07:00")] = None,
    programme: Annotated[str, typer.Option(help="Lịch và giờ làm việc của / whose calendar and hours.")] = "",
    stage: Annotated[
        str | None, typer.Option(help="Thời hạn của một bước / the term of a stage, or its sitting.")
    ] = None,
    unit: Unit = None,
    kind: Kind = None,
    period: PeriodKey = None,
    data: Data = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Tính hạn và các ngày không tính / Work out a deadline, and the days that do not count."""
    speech = speech_of(context, lang)
    with refusals(speech):
        rules = find_programme(programme or first_programmes()[0])
        whose = whereabouts(unit, kind, data)
        clock = Clock(calendar_there(rules.calendar, data), rules.office_hours, ZoneInfo(rules.time_zone))
        clock = clock.at(whose or NOWHERE)
        if (span is None) == (stage is None):
            raise RuleBroken("span_or_stage")
        if stage is not None and isinstance(_stage(rules, stage), CouncilStage):
            _sitting(speech, rules, stage, whose, period, clock, as_json=as_json)
            return
        if period is not None and stage is not None:
            raise RuleBroken("period_not_asked", stage=stage)
        began = _instant(start, clock)
        term, exceptions = (Span.parse(span), ()) if span else _term(rules, stage or "", whose, began, clock)
        due = clock.due(began, term)
    if as_json:
        speech.hand_over(_due_as_json(due, exceptions, speech.language))
        return
    _tell(speech, "due_at", at=_shown(due.at))
    for because in (*exceptions, *due.explanation):
        speech.out.print(f"- {because_sentence(because, speech.language)}")
    for skipped in due.skipped:
        name = skipped.reason.name.en if speech.language == "en" else skipped.reason.name.vi
        _tell(speech, "day_skipped", day=spoken_day(skipped.day), name=name, source=skipped.reason.source)


def _sitting(
    speech: Speech,
    rules: Programme,
    stage: str,
    whose: Whereabouts | None,
    period: str | None,
    clock: Clock,
    *,
    as_json: bool,
) -> None:
    council, exceptions = council_terms(rules, stage, whose or NOWHERE, period)
    key = period_of(council, period or "")
    timeline(council, key, clock.calendar, clock.office_hours, clock.zone)  # refuses acts in the wrong order
    found = dated(council, key, clock.calendar, clock.office_hours, clock.zone)
    if as_json:
        told = [because_as_json(because, speech.language) for because in exceptions]
        counted = {act: counted_as_json(due, speech.language) for act, due in found.items()}
        instants = {str(act): found[act].at.isoformat() if act in found else None for act in ACTS}
        speech.hand_over({**instants, "dates": counted, "explanation": told})
        return
    for act, due in found.items():
        for line in (*lines(act, due.at, due, speech.language), *skipped_lines(due.skipped, speech.language)):
            speech.out.print(line)
    for because in exceptions:
        speech.out.print(f"- {because_sentence(because, speech.language)}")


def _term(
    rules: Programme, stage: str, whose: Whereabouts | None, began: datetime, clock: Clock
) -> tuple[Span, tuple[Because, ...]]:
    """Return within what a stage must be done if it is entered at `began`, and by which exceptions."""
    numbers = applying(rules, stage, whose or NOWHERE, clock.day(began))
    resolved = under(rules, stage, numbers)
    if not isinstance(resolved, _WITH_TERM):
        raise RuleBroken("stage_without_term", stage=stage)
    return resolved.within, explained(rules, stage, numbers)


def _stage(rules: Programme, name: str) -> Stage:
    try:
        return rules.stage(name)
    except KeyError:
        councils = ", ".join(stage.stage for stage in rules.stages if isinstance(stage, CouncilStage))
        raise RuleBroken("stage_unknown", found=name, programme=rules.programme, councils=councils) from None


def _tell(speech: Speech, code: str, **params: object) -> None:
    speech.out.print(said(TRIALS, code, speech.language, params))


def _shown(at: datetime) -> str:
    return at.strftime("%H:%M %d/%m/%Y (%z)")


def _instant(text: str | None, clock: Clock) -> datetime:
    if text is None:
        raise RuleBroken("from_needed")
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise RuleBroken("not_an_instant", found=text[:40]) from None
    if found.tzinfo is None:
        raise RuleBroken("instant_without_zone", found=text)
    clock.calendar.why_not(found.date())  # refuses a day that no calendar knows before anything is counted from it
    return found


def _due_as_json(due: Due, exceptions: tuple[Because, ...], language: Language) -> dict[str, object]:
    told = counted_as_json(due, language)
    return told | {"explanation": [because_as_json(because, language) for because in (*exceptions, *due.explanation)]}
