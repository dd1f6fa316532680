"""`sovang rules try | select`: ask the rules what they would decide. Reads files; changes nothing.

A question that makes no sense is answered on stderr, in words, with exit code 2.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Literal, cast

import typer

from cli.options import AsJson, Lang, speech_of
from cli.results import Result, ResultsError, read_results
from cli.speech import Speech
from cli.whereabouts import Data, Kind, PeriodKey, Unit, whereabouts
from rules.errors import PhraseError, RuleBroken
from rules.exceptions import NOWHERE, Whereabouts, applying, explained, under
from rules.loading import find_programme
from rules.mistakes import RuleFileError
from rules.periods import Period, period_of
from rules.programme import CouncilStage, Programme, with_holders
from rules.reasons import Because
from rules.selection import Candidate, Selection, quota_reasons, select
from rules.votes import Count, Verdict, VoteOutcome, count_outcome, votes_needed
from words.catalogue import Language, Sentences, said
from words.mistakes import MISTAKES, line
from words.reasons import because_sentence
from words.trials import TRIALS

Name = Annotated[str, typer.Argument(metavar="PROGRAMME", help="Tên chương trình hoặc tệp / its name or file.")]
StageName = Annotated[str, typer.Option("--stage", help="Bước có Hội đồng / a council stage.")]
_OPTIONS = {"ayes": "--for", "noes": "--against", "abstentions": "--abstain"}


def register(app: typer.Typer) -> None:
    """Add the commands to the group of the `rules` commands."""
    app.command("try")(try_count)
    app.command("select")(select_results)


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
    category: Annotated[
        list[str] | None, typer.Option(help="Diện có người gửi phiếu / a category of which somebody sent a ballot.")
    ] = None,
    unit: Unit = None,
    kind: Kind = None,
    period: PeriodKey = None,
    data: Data = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Thử một kết quả kiểm phiếu / Try what a count of votes means."""
    speech = speech_of(context, lang)
    with refusals(speech):
        whose = whereabouts(unit, kind, data)
        council, exceptions = council_terms(find_programme(programme), stage, whose, period)
        count = Count(members, ayes, noes, abstain, recused, present, frozenset(category or ()))
        verdict = count_outcome(count, council, chair=chair)
    if as_json:
        speech.hand_over(_verdict_as_json(verdict, exceptions, speech.language))
        return
    _tell(speech, verdict.outcome)
    for because in (*exceptions, *verdict.explanation):
        speech.out.print(f"- {because_sentence(because, speech.language)}")


def select_results(
    context: typer.Context,
    programme: Name,
    stage: StageName,
    results: Annotated[
        Path, typer.Option(metavar="FILE.csv", help="id, ayes, base[, beneficiaries, deed_on, logged_at]")
    ],
    holders: Annotated[
        int | None,
        typer.Option(
            min=0, help="Số người đang giữ danh hiệu mà hạn mức tính theo / how many hold the title of the quota."
        ),
    ] = None,
    unit: Unit = None,
    kind: Kind = None,
    period: PeriodKey = None,
    data: Data = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Thử xét chọn theo bảng kết quả / Try who is selected from a table of candidates."""
    speech = speech_of(context, lang)
    with refusals(speech, str(results)):
        whose = whereabouts(unit, kind, data)
        council, exceptions = council_terms(find_programme(programme), stage, whose, period)
        council = _counted(council, holders)
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
        told = [because_as_json(because, speech.language) for because in exceptions]
        quota = [because_as_json(because, speech.language) for because in quota_reasons(council.select)]
        found = _selection_as_json(selection, speech.language)
        speech.hand_over({**groups, **found, "exceptions": told, "quota": quota})
        return
    for because in (*exceptions, *quota_reasons(council.select)):
        speech.out.print(f"- {because_sentence(because, speech.language)}")
    for group, ids in groups.items():
        if ids:
            _tell(speech, group)
        for id_ in ids:
            speech.out.print(f"- {id_}: {because_sentence(selection.because[id_], speech.language)}")
    if selection.short_by:
        _tell(speech, "short_by", short_by=selection.short_by)


def _counted(council: CouncilStage, holders: int | None) -> CouncilStage:
    """Return the stage with the holders counted. Raise RuleBroken `holders_not_asked` where the quota asks for none."""
    if holders is not None and not council.select.at_most.is_uncounted:
        raise RuleBroken("holders_not_asked", stage=council.stage, quota=str(council.select.at_most))
    return with_holders(council, holders)


def council_terms(
    programme: Programme, name: str, whose: Whereabouts | None, period: str | None
) -> tuple[CouncilStage, tuple[Because, ...]]:
    """Return a council stage as it is for a unit and a period, and by which exceptions; without both, the default.

    Raise RuleBroken `stage_unknown`, `stage_is_no_council`, `not_a_period` or `period_needed`.
    """
    default = council_stage(programme, name)
    if period is None:
        if whose is not None:
            example = Period.containing(programme.in_force_from, default.every).key
            raise RuleBroken("period_needed", stage=name, example=example)
        return default, ()
    numbers = applying(programme, name, whose or NOWHERE, period_of(default, period))
    return cast("CouncilStage", under(programme, name, numbers)), explained(programme, name, numbers)


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
def refusals(speech: Speech, table: str = "", broken: Sentences = TRIALS) -> Iterator[None]:
    """Say what was wrong with the question, each mistake on a line of its own, and leave with exit code 2.

    `table` names the file of results; `broken` has the sentences of broken rules.
    """
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
        told = [said(broken, no.code, speech.language, params)]
    else:
        return
    for sentence in told:
        speech.err.print(sentence)
    raise typer.Exit(2)


def _tell(speech: Speech, code: str, **params: object) -> None:
    speech.out.print(said(TRIALS, code, speech.language, params))


def _candidate(result: Result, stage: CouncilStage) -> Candidate:
    needed = votes_needed(stage.passes_with, result.base)
    outcome: VoteOutcome = "passed" if result.ayes >= needed else "failed" if result.base else "no_quorum"
    return Candidate(
        result.id, result.ayes, result.base, outcome, result.beneficiaries, result.deed_on, result.logged_at
    )


def because_as_json(because: Because, language: Language) -> dict[str, object]:
    """Return a reason with its code, its numbers and its sentence."""
    return {"code": because.code, "params": because.params, "says": because_sentence(because, language)}


def _verdict_as_json(verdict: Verdict, exceptions: Sequence[Because], language: Language) -> dict[str, object]:
    return {
        "outcome": verdict.outcome,
        "needed": verdict.needed,
        "base": verdict.base,
        "quorum_needed": verdict.quorum_needed,
        "took_part": verdict.took_part,
        "share": None if verdict.share is None else str(verdict.share),
        "explanation": [because_as_json(because, language) for because in (*exceptions, *verdict.explanation)],
    }


def _selection_as_json(selection: Selection, language: Language) -> dict[str, object]:
    return {
        "places_left": selection.places_left,
        "short_by": selection.short_by,
        "ranks": {one.id: one.rank for one in (*selection.selected, *selection.waiting)},
        "because": {id_: because_as_json(because, language) for id_, because in selection.because.items()},
    }
