"""`sovang rules history | show | diff | rollback | applied | schema`: the editions of the rules, kept for ever.

Reads the application database of this machine; `rollback` writes a draft file and adopts nothing.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from cli.database import reading
from cli.options import AsJson, Data, Lang, speech_of
from cli.refusals import RefusalError
from cli.sitting_dates import kept_as_json, kept_lines
from cli.speech import Speech
from rules.clause_places import clause_places
from rules.differences import Difference, differences
from rules.editions import edition_hash
from rules.exceptions import explained
from rules.inspection import cases_file
from rules.json_schemas import SchemaName, json_schema
from rules.loading import find_programme, programme_file, text_of
from rules.mistakes import RuleFileError
from rules.programme import Programme
from rules.reading import read_tree
from rules.writing import redated, written
from settings import first_programmes
from store import editions, policies, sitting_dates, sitting_lists, terms
from store.editions import Edition
from store.rulebook import Rulebook
from words.catalogue import said
from words.differences import reworded
from words.mistakes import line
from words.prose import read_aloud
from words.reasons import because_sentence
from words.rule_editions import RULE_EDITIONS

Whose = Annotated[str | None, typer.Option("--programme", help="Chương trình nào, với một ngày / whose, for a date.")]
Which = Annotated[str, typer.Argument(metavar="HASH|DATE|FILE", help="sv1-…, 2026-12-01, rules.yaml")]


def register(app: typer.Typer) -> None:
    """Add the commands to the group of the `rules` commands."""
    for command in (history, show, diff, rollback, applied, schema):
        app.command(command.__name__)(command)


def history(
    context: typer.Context,
    programme: Annotated[str | None, typer.Argument(help="Chương trình / the programme.")] = None,
    as_json: AsJson = False,
    lang: Lang = None,
    data: Data = None,
) -> None:
    """Mọi bản quy định đã ban hành / Every edition there has been, and those to come."""
    speech = speech_of(context, lang)
    name = programme or first_programmes()[0]
    with reading(data) as conn:
        today = Rulebook().today(conn, datetime.now(UTC))
        found, now = editions.history(conn, name), editions.in_force(conn, name, today)
    if as_json:
        speech.hand_over({"programme": name, "editions": [_as_json(one, is_in_force=one == now) for one in found]})
        return
    for one in found:
        mark = "now" if one == now else "coming" if one.in_force_from > today else "past"
        _tell(speech, "edition", **_told(one), mark=said(RULE_EDITIONS, f"mark.{mark}", speech.language))
    _tell(speech, "legend" if found else "editions_none", programme=name)


def show(
    context: typer.Context, which: Which, programme: Whose = None, as_json: AsJson = False, lang: Lang = None,
    data: Data = None,
) -> None:  # fmt: skip
    """Đọc một bản quy định, theo mã hoặc ngày / Read one edition, by its hash or a date."""
    speech = speech_of(context, lang)
    with _refusals(speech):
        found, edition, _ = _find(which, programme, data)
    prose = read_aloud(found, speech.language)
    if as_json:
        told = _as_json(edition) if edition else {"hash": edition_hash(found), "programme": found.programme}
        speech.hand_over({**told, "prose": prose})
        return
    speech.out.print(prose, end="")


def diff(
    context: typer.Context,
    before: Which,
    after: Which,
    programme: Whose = None,
    as_json: AsJson = False,
    lang: Lang = None,
    data: Data = None,
) -> None:
    """So hai bản quy định: điều khoản và câu chữ / Compare two editions: clauses and sentences."""
    speech = speech_of(context, lang)
    with _refusals(speech):
        (old, _, _), (new, _, file) = (_find(which, programme, data) for which in (before, after))
    changed, sentences = differences(old, new), reworded(old, new, speech.language)
    places = _places(file) if file else {}
    if as_json:
        clauses = [_clause(one, places) for one in changed]
        told = [{"part": one.part, "sign": one.sign, "sentence": one.sentence} for one in sentences]
        hashes = {"before": edition_hash(old), "after": edition_hash(new)}
        speech.hand_over({**hashes, "clauses": clauses, "sentences": told})
        return
    for one in changed:
        code = "clause_new" if one.before is None else "clause_gone" if one.after is None else "clause_changed"
        where = f"{file}:{places[one.clause][0]}: " if file and one.clause in places else ""
        _tell(speech, code, where=where, clause=one.clause, before=_plain(one.before), after=_plain(one.after))
    part = None
    for change in sentences:
        if change.part != part:
            part = change.part
            _tell(speech, "part" if part else "part.heading", part=part)
        speech.out.print(f"{change.sign} {change.sentence}")
    if not changed:
        _tell(speech, "same")


def rollback(
    context: typer.Context,
    edition: Annotated[str, typer.Argument(metavar="HASH|DATE", help="sv1-…, 2026-12-01")],
    since: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], metavar="DATE", help="2027-01-01")
    ] = None,
    to: Annotated[Path | None, typer.Option(metavar="FILE.yaml", help="Viết vào / where to write.")] = None,
    programme: Whose = None,
    as_json: AsJson = False,
    lang: Lang = None,
    data: Data = None,
) -> None:
    """Viết bản nháp với nội dung một bản cũ, để đề nghị lại / Write an old edition as a new draft, to be proposed."""
    speech = speech_of(context, lang)
    with _refusals(speech):
        found, kept, _ = _find(edition, programme, data)
        with reading(data) as conn:
            on = since.date() if since else Rulebook().today(conn, datetime.now(UTC)) + timedelta(days=1)
            source = editions.source_of(conn, kept.hash) if kept else None
        file = to or Path(f"{found.programme}.rollback.yaml")
        if file.exists():
            raise RefusalError("file_there", file=file)
    text = redated(source.text, on) if source else written(found.model_copy(update={"in_force_from": on}))
    file.write_text(text, encoding="utf-8")
    cases = source.cases if source else _first_cases(found)
    beside = cases_file(file)
    if cases is not None and not beside.exists():
        beside.write_text(cases, encoding="utf-8")
    if as_json:
        has_cases = str(beside) if beside.exists() else None
        speech.hand_over({"file": str(file), "cases": has_cases, "of": edition_hash(found), "from": on.isoformat()})
        return
    _tell(speech, "rolled_back", file=file, hash=edition_hash(found), since=on.isoformat())
    if not beside.exists():
        _tell(speech, "rolled_back_without_cases", beside=beside)


def applied(
    context: typer.Context,
    of: Annotated[str, typer.Argument(metavar="ID", help="Việc đề nghị hoặc phiên xét / a nomination or a sitting.")],
    as_json: AsJson = False,
    lang: Lang = None,
    data: Data = None,
) -> None:
    """Bản quy định, ngoại lệ, lịch nào đã áp dụng / Which edition, exceptions and calendar applied to each stage."""
    speech = speech_of(context, lang)
    with _refusals(speech), reading(data) as conn:
        sitting = sitting_lists.by_id(conn, of)
        found = terms.of_nomination(conn, of)
        if sitting is None and not found:
            raise RefusalError("applied_unknown", found=of)
        rulebook = Rulebook()
        dates = sitting_dates.of_sitting(conn, sitting, rulebook) if sitting else ()
        zone = rulebook.at(conn, sitting.programme, sitting.votes_open_at).clock.zone if sitting else ZoneInfo("UTC")
        why = {
            one.number: explained(rulebook.of(conn, one.edition).programme, one.stage, one.exceptions) for one in found
        }
    reasons = policies.exceptions_of(sitting.policy) if sitting else ()
    if as_json:
        stages = [
            {**_terms_as_json(one), "exceptions": [because_sentence(b, speech.language) for b in why[one.number]]}
            for one in found
        ]
        one_sitting = sitting and {
            "edition": sitting.edition,
            "calendar_edition": sitting.calendar_edition,
            "exceptions": [because_sentence(because, speech.language) for because in reasons],
            "dates": kept_as_json(dates, speech.language),
        }
        speech.hand_over({"id": of, "stages": stages, "sitting": one_sitting})
        return
    none = said(RULE_EDITIONS, "none", speech.language)
    if sitting is not None:
        names = {"edition": sitting.edition or none, "calendar": sitting.calendar_edition or none}
        _tell(speech, "sitting_terms", id=of, **names)
        for because in reasons:
            speech.out.print(f"  - {because_sentence(because, speech.language)}")
        for text in kept_lines(dates, zone, speech.language):
            speech.out.print(text)
    for one in found:
        due = one.due_at.isoformat() if one.due_at else none
        names = {"edition": one.edition, "calendar": one.calendar_edition or none}
        _tell(speech, "terms", at=one.at.isoformat(), stage=one.stage, due=due, **names)
        for because in why[one.number]:
            speech.out.print(f"  - {because_sentence(because, speech.language)}")


def schema(
    of: Annotated[SchemaName, typer.Argument(metavar="[programme|calendar|cases]", help="Loại tệp / the kind.")] = (
        "programme"
    ),
) -> None:
    """JSON Schema để trình soạn thảo gợi ý / The JSON Schema of a kind of rule file, for editors."""
    typer.echo(json.dumps(json_schema(of), ensure_ascii=False, indent=2))


@contextmanager
def _refusals(speech: Speech) -> Iterator[None]:
    try:
        yield
    except RuleFileError as no:
        for mistake in no.mistakes:
            speech.err.print(line(mistake, speech.language))
        raise typer.Exit(1) from no
    except RefusalError as no:
        if no.code not in RULE_EDITIONS:
            raise
        speech.err.print(said(RULE_EDITIONS, no.code, speech.language, no.params))
        raise typer.Exit(1) from no


def _find(which: str, programme: str | None, data: Path | None) -> tuple[Programme, Edition | None, Path | None]:
    """Return what a hash, a date or a file names: the programme, the edition if it is kept, the file if it is one."""
    file = programme_file(which)
    if file.suffix in (".yaml", ".yml") and (file.is_file() or Path(which).suffix):
        return find_programme(which), None, file
    with reading(data) as conn:
        day = _day(which)
        name = programme or first_programmes()[0]
        edition = editions.in_force(conn, name, day) if day else editions.by_hash(conn, which)
    if edition is None:
        raise RefusalError("edition_unknown", found=which)
    return Programme.model_validate_json(json.dumps(edition.content)), edition, None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _first_cases(programme: Programme) -> str | None:
    """Return the decided cases that came with a programme, if it came with any."""
    beside = cases_file(programme_file(programme.programme))
    return text_of(beside) if beside.exists() else None


def _places(file: Path) -> dict[str, tuple[int, int]]:
    root, _ = read_tree(text_of(file))
    return clause_places(root) if root else {}


def _clause(one: Difference, places: dict[str, tuple[int, int]]) -> dict[str, Any]:
    row, column = places.get(one.clause, (None, None))
    return {"clause": one.clause, "before": one.before, "after": one.after, "line": row, "column": column}


def _plain(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _as_json(edition: Edition, *, is_in_force: bool | None = None) -> dict[str, Any]:
    told = {
        "hash": edition.hash,
        "programme": edition.programme,
        "in_force_from": edition.in_force_from.isoformat(),
        "adopted_at": edition.adopted_at.isoformat(),
        "adopted_by": edition.adopted_by,
        "note": edition.note,
    }
    return told if is_in_force is None else {**told, "is_in_force": is_in_force}


def _told(edition: Edition) -> dict[str, str]:
    return {
        "hash": edition.hash,
        "since": edition.in_force_from.isoformat(),
        "by": edition.adopted_by,
        "at": edition.adopted_at.isoformat(timespec="minutes"),
        "note": f"  ({edition.note})" if edition.note else "",
    }


def _terms_as_json(one: terms.StageTerms) -> dict[str, Any]:
    return {
        "number": one.number,
        "stage": one.stage,
        "at": one.at.isoformat(),
        "edition": one.edition,
        "calendar_edition": one.calendar_edition,
        "due_at": one.due_at and one.due_at.isoformat(),
    }


def _tell(speech: Speech, code: str, **params: object) -> None:
    speech.out.print(said(RULE_EDITIONS, code, speech.language, params))
