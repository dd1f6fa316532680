"""`sovang rules try | select | when`: ask the rules what they would decide. Reads files; changes nothing.

A question that makes no sense is answered on stderr, in words, with exit code 2.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

import typer

from cli.options import AsJson, Lang, speech_of
from cli.results import Result, ResultsError, read_results
from cli.speech import Speech
from rules.calendar import load_calendar
from rules.clocks import Clock
from rules.deadlines import Due
from rules.errors import PhraseError, RuleBroken
from rules.loading import find_programme
from rules.mistakes import RuleFileError
from rules.phrases import Span
from rules.programme import CouncilStage, Programme
from rules.reasons import Because
from rules.selection import Candidate, Selection, select
from rules.votes import Count, Verdict, VoteOutcome, count_outcome, votes_needed
from settings import first_programmes
from words.catalogue import Language, said
from words.mistakes import MISTAKES, line
from words.reasons import because_sentence, spoken_day
from words.trials import TRIALS

Name = Annotated[str, typer.Argument(metavar="PROGRAMME", help="Tên chương trình hoặc tệp / its name or file.")]
StageName = Annotated[str, typer.Option("--stage", help="Bước có Hội đồng / a council stage.")]
_OPTIONS = {"ayes": "--for", "noes": "--against", "abstentions": "--abstain"}


def register(app: typer.Typer) -> None:
    """Add the commands to the group of the `rules` commands."""
    app.command("try")(try_count)
    app.command("select")(select_results)
    app.command("when")(when)


def try_count(
    context: typer.Context,
    programme: Name,
    stage: StageName,
    members: Annotated[int, typer.Option(help="Tất cả thành viên / all members.")],
    ayes: Annotated[int, typer.Option("--for", help="Tán thành / ayes.")],
    noes: Annotated[int, typer.Option("--against", help="Không tán thành / noes.")] = 0,
    abstain: Annotated[int, typer.Option(help="Phiếu trắng / abstentions.")] = 0,
    recused: Annotated[int, typer.Option(help="Không biểu quyết vì liên quan / stood aside.")] = 0,
    present: Annotated[int | None, typer.Option(help="Có mặt / present.")] = None,
    chair: Annotated[
        Literal["aye", "no", "abstention", "recused"] | None, typer.Option(help="Chủ tịch / what the chair chose.")
    ] = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Thử một kết quả kiểm phiếu / Try what a count of votes means."""
    speech = speech_of(context, lang)
    with refusals(speech):
        council = council_stage(find_programme(programme), stage)
        count = Count(members, ayes, noes, abstain, recused, present)
        verdict = count_outcome(count, council, chair=chair)
    if as_json:
        speech.hand_over(_verdict_as_json(verdict, speech.language))
        return
    _tell(speech, verdict.outcome)
    for because in verdict.explanation:
        speech.out.print(f"- {because_sentence(because, speech.language)}", markup=False)


def select_results(
    context: typer.Context,
    programme: Name,
    stage: StageName,
    results: Annotated[
        Path, typer.Option(metavar="FILE.csv", help="id, ayes, base[, beneficiaries, deed_on, logged_at]")
    ],
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Thử xét chọn theo bảng kết quả / Try who is selected from a table of candidates."""
    speech = speech_of(context, lang)
    with refusals(speech, str(results)):
        council = council_stage(find_programme(programme), stage)
        candidates = [_candidate(result, council) for result in read_results(results)]
        keeps_waiting = council.not_selected_but_passed != "ends"
        selection = select(candidates, council.select, keeps_waiting=keeps_waiting)
    groups = {
        "selected": [one.id for one in selection.selected],
        "waiting": [one.id for one in selection.waiting],
        "run_off": list(selection.run_off),
        "not_selected": list(selection.not_selected),
    }
    if as_json:
        speech.hand_over({**groups, **_selection_as_json(selection, speech.language)})
        return
    for group, ids in groups.items():
        if ids:
            _tell(speech, group)
        for id_ in ids:
            speech.out.print(f"- {id_}: {because_sentence(selection.because[id_], speech.language)}", markup=False)
    if selection.short_by:
        _tell(speech, "short_by", short_by=selection.short_by)


def when(
    context: typer.Context,
    span: Annotated[str, typer.Argument(metavar="SPAN", help='"5 working days", "1 month", "24 hours"')],
    start: Annotated[str, typer.Option("--from", metavar="INSTANT", help="2026-02-12T09:00+07:00")],
    programme: Annotated[
        str, typer.Option(help="Lịch và giờ làm việc của / whose calendar and hours.")
    ] = first_programmes()[0],
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Tính hạn và các ngày không tính / Work out a deadline, and the days that do not count."""
    speech = speech_of(context, lang)
    with refusals(speech):
        rules = find_programme(programme)
        clock = Clock(load_calendar(rules.calendar), rules.office_hours, ZoneInfo(rules.time_zone))
        due = clock.due(_instant(start, clock), Span.parse(span))
    if as_json:
        speech.hand_over(_due_as_json(due, speech.language))
        return
    _tell(speech, "due_at", at=due.at.strftime("%H:%M %d/%m/%Y (%z)"))
    for because in due.explanation:
        speech.out.print(f"- {because_sentence(because, speech.language)}", markup=False)
    for skipped in due.skipped:
        name = skipped.reason.name.en if speech.language == "en" else skipped.reason.name.vi
        _tell(speech, "day_skipped", day=spoken_day(skipped.day), name=name, source=skipped.reason.source)
    if due.is_estimated:
        _tell(speech, "due_is_estimated")


def council_stage(programme: Programme, name: str) -> CouncilStage:
    """Return the council stage `name`. Raise RuleBroken `stage_unknown` or `stage_is_no_council`."""
    councils = ", ".join(stage.stage for stage in programme.stages if isinstance(stage, CouncilStage))
    try:
        stage = programme.stage(name)
    except KeyError:
        raise RuleBroken("stage_unknown", found=name, programme=programme.programme, councils=councils) from None
    if not isinstance(stage, CouncilStage):
        raise RuleBroken("stage_is_no_council", found=name, councils=councils)
    return stage


@contextmanager
def refusals(speech: Speech, table: str = "") -> Iterator[None]:
    """Say what was wrong with the question, each mistake on a line of its own, and leave with exit code 2."""
    try:
        yield
    except RuleFileError as no:
        told = [line(mistake, speech.language) for mistake in no.mistakes]
    except ResultsError as no:
        told = [f"{table}:{m.line}: {said(TRIALS, m.code, speech.language, m.params)}" for m in no.mistakes]
    except PhraseError as no:
        told = [said(MISTAKES, no.code, speech.language, no.params)]
    except RuleBroken as no:
        params = no.params
        if no.code == "count_negative":
            name = str(params["name"])
            params = params | {"name": _OPTIONS.get(name, f"--{name}")}
        told = [said(TRIALS, no.code, speech.language, params)]
    else:
        return
    for sentence in told:
        speech.err.print(sentence, markup=False)
    raise typer.Exit(2)


def _tell(speech: Speech, code: str, **params: object) -> None:
    speech.out.print(said(TRIALS, code, speech.language, params), markup=False)


def _candidate(result: Result, stage: CouncilStage) -> Candidate:
    needed = votes_needed(stage.passes_with, result.base)
    outcome: VoteOutcome = "passed" if result.ayes >= needed else "failed" if result.base else "no_quorum"
    return Candidate(
        result.id, result.ayes, result.base, outcome, result.beneficiaries, result.deed_on, result.logged_at
    )


def _instant(text: str, clock: Clock) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise RuleBroken("not_an_instant", found=text[:40]) from None
    if found.tzinfo is None:
        raise RuleBroken("instant_without_zone", found=text)
    clock.calendar.why_not(found.date())  # refuses a day that no calendar knows before anything is counted from it
    return found


def _as_json(because: Because, language: Language) -> dict[str, object]:
    return {"code": because.code, "params": because.params, "says": because_sentence(because, language)}


def _verdict_as_json(verdict: Verdict, language: Language) -> dict[str, object]:
    return {
        "outcome": verdict.outcome,
        "needed": verdict.needed,
        "base": verdict.base,
        "quorum_needed": verdict.quorum_needed,
        "took_part": verdict.took_part,
        "share": None if verdict.share is None else str(verdict.share),
        "explanation": [_as_json(because, language) for because in verdict.explanation],
    }


def _selection_as_json(selection: Selection, language: Language) -> dict[str, object]:
    return {
        "places_left": selection.places_left,
        "short_by": selection.short_by,
        "ranks": {one.id: one.rank for one in (*selection.selected, *selection.waiting)},
        "because": {id_: _as_json(because, language) for id_, because in selection.because.items()},
    }


def _due_as_json(due: Due, language: Language) -> dict[str, object]:
    return {
        "at": due.at.isoformat(),
        "skipped": [
            {
                "day": skipped.day.isoformat(),
                "code": skipped.reason.code,
                "reason": skipped.reason.name.en if language == "en" else skipped.reason.name.vi,
                "source": skipped.reason.source,
                "is_estimated": skipped.reason.is_estimated,
            }
            for skipped in due.skipped
        ],
        "is_estimated": due.is_estimated,
        "explanation": [_as_json(because, language) for because in due.explanation],
    }
