"""One nomination's page: what it is, where it stands, what it waits for and until when, what happened, what to do."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Request, Response
from sqlalchemy import Connection

from rules.programme import LogStage, Programme, Stage
from rules.rights import Action, Resource
from store import resources
from store.nominations import Nomination
from web.access import Needs, Visitor
from web.api.books import AskedEntries, list_entries
from web.api.commands import ACTIONS, command
from web.api.evidence import limits_now, list_evidence, takes_files
from web.api.histories import Explanation, OneEvent, events, explanation
from web.api.nominations import OneNomination, one_nomination, read_nomination
from web.bodies import command_body
from web.house import House, HouseDep
from web.ids import NominationId
from web.pages.forms import (
    EMPTY,
    REFUSALS,
    Form,
    FormDep,
    day,
    instant,
    integers,
    local,
    new_key,
    next_key,
    pages,
    refused,
    to,
)
from web.pages.score_sheets import called_as_on_the_sheet, scores_shown
from web.pages.shown import Names, outcome_says
from web.problems import Problem
from web.rendering import Reader, ReaderDep, render
from web.sentences import fields_in_words, problem_in_words
from words.pages import PAGES
from words.phrases import titled, word

router = pages()

PageReader = Annotated[Visitor, Depends(Needs(Action.NOMINATIONS_READ, Action.BOOKS_READ, Action.EVIDENCE_READ))]
Commander = Annotated[
    Visitor,
    Depends(Needs(Action.NOMINATIONS_READ, Action.BOOKS_READ, Action.EVIDENCE_READ, *ACTIONS.values())),
]

_REVIEW = ("recommend", "return", "decline")
_FIELDS = {
    "deed.title": "title",
    "deed.done_on": "done_on",
    "deed.place": "place",
    "deed.story": "story",
    "deed.beneficiaries": "beneficiaries",
    "deed_in_future": "done_on",
    "deed_too_old": "done_on",
    "documents_missing": "documents",
    "not_later": "until",
    "unknown_person": "to",
    "facts_missing": "facts",
    "facts_denied": "facts",
    "no_such_objection": "objection",
    "award_unknown": "award",
    "reward_too_high": "reward_vnd",
}


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the history as people read it."""

    says: str
    at: datetime
    by: str
    words: str


@dataclass(frozen=True, slots=True)
class Step:
    """A stage on the drawn path; `place` is done, here, ended_here or ahead."""

    title: str
    place: str


@router.get("/nominations/{nomination_id}")
def nomination(nomination_id: NominationId, house: HouseDep, visitor: PageReader, reader: ReaderDep) -> Response:
    """Show one nomination."""
    return _page(reader, house, visitor, nomination_id)


@router.post("/nominations/{nomination_id}/{ask}")
async def act(
    nomination_id: NominationId,
    ask: str,
    request: Request,
    form: FormDep,
    house: HouseDep,
    visitor: Commander,
    reader: ReaderDep,
) -> Response:
    """Do to a nomination what the form asks; what was typed stays on the page if it is refused."""
    if ask not in ACTIONS:
        raise Problem("not_found")
    try:
        body = command_body(_body(ask, form, reader))
        await command(nomination_id, body, house, visitor.only(*ACTIONS.values()), form.repeatable(house), Response())
    except REFUSALS as error:
        problem = refused(error, request, "not_found")
        return await asyncio.to_thread(_page, reader, house, visitor, nomination_id, ask, form, problem)
    return to(local(form.text("next"), f"/nominations/{nomination_id}?done={ask}"))


def _body(ask: str, form: Form, reader: Reader) -> dict[str, Any]:
    if ask == "amend":
        # what the form does not show comes back with it as it was
        deed = {
            **form.stated("title", "place", "story", "subject", "category", "award", "source_url"),
            "done_on": day(form.text("done_on")),
        }
        numbers = integers(form, "beneficiaries", "reward_vnd", "value_vnd")
        return {"ask": ask, "deed": {"title": "", **deed, **numbers, "honoured": form.all("honoured")}}
    said: dict[str, Any] = {"ask": ask, **form.stated("note", "because", "to", "award")}
    said |= integers(form, "reward_vnd")
    match ask:
        case "recommend" if asked := form.all("fact"):
            said["facts"] = {fact: fact in form.all("facts") for fact in asked}
        case "rule":
            said |= {**integers(form, "objection"), "upheld": form.text("upheld") == "yes"}
        case "file":
            said["documents"] = form.all("documents")
        case "score":
            said["points"] = {item: _points(text) for item, text in form.starting("points:").items() if text.strip()}
        case "extend" if text := form.text("until").strip():
            said["until"] = instant(text, reader.house.zone)
    return said


def _points(text: str) -> int | str:
    """Return points as a number; another text as it is, so that it is refused and not read as something else."""
    plain = text.strip()
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 9 else text


def _page(
    reader: Reader,
    house: House,
    visitor: Visitor,
    id_: str,
    asked: str = "",
    form: Form = EMPTY,
    problem: Problem | None = None,
) -> Response:
    reading = visitor.only(Action.NOMINATIONS_READ)
    one = one_nomination(id_, house, reading, reader.language)
    why = explanation(id_, house, reading, reader.language)
    history = events(id_, house, reading).events
    files = list_evidence(id_, house, visitor.only(Action.EVIDENCE_READ)).items
    entries = list_entries(AskedEntries(nomination=id_), house, visitor.only(Action.BOOKS_READ)).items
    problem = problem and called_as_on_the_sheet(problem, one.sheet)
    with house.database.read() as conn:
        row, units = read_nomination(conn, id_, reading)
        named = {one.author_id, one.recommender_id, one.assignee_id, *one.honoured, *one.waits_for_people}
        named |= {event.by for event in history} | {event.body.get("to") for event in history}
        names = Names(conn, reader, named)
        named_on = _programme(conn, house, one)
        stages = named_on.stages
        about = resources.of_nomination(conn, row, units, visitor.today)
        takes = takes_files(row, about)
        may_attach = takes and visitor.may(Action.EVIDENCE_ATTACH, about)
        attaching = limits_now(conn, house, row, len(files)) if may_attach else None
        may_withdraw = takes and not about.council_ids and visitor.may(Action.EVIDENCE_WITHDRAW, about)
        acts = [] if one.status == "ended" else _acts(visitor, row, about, stages)
        if one.sheet and one.sheet.opens_at and reader.now < one.sheet.opens_at:
            acts = [ask for ask in acts if ask != "score"]
    called = {award.award: titled(award.title, reader.language) for award in named_on.awards}
    return render(
        reader,
        "nomination.html",
        visitor,
        status=problem.status if problem else 200,
        one=one,
        why=why,
        names=names,
        outcome_says=outcome_says(reader, one.outcome) if one.status == "ended" else "",
        is_late=one.status != "ended" and one.due_at is not None and one.due_at < reader.now,
        kind=next((stage.kind for stage in stages if stage.stage == one.stage), ""),
        steps=_steps(one, why, history, stages, names),
        happened=[_happening(reader, names, event) for event in reversed(history)],
        entries=entries,
        scores=scores_shown(one.scores, named_on, names, one.programme, reader.language),
        acts=acts,
        files=files,
        attaching=attaching,
        may_withdraw=may_withdraw,
        needs=[(paper, word(paper, reader.language)) for paper in _needs(row)],
        facts=_facts(row, named_on, reader),
        awards=[(award, called.get(award, award)) for award in (row.entry or {}).get("awards", ())],
        award_says=called.get(one.award, one.award) if one.award else "",
        asks_for=stages[0].asks_for if stages and isinstance(stages[0], LogStage) else (),
        asked=asked,
        form=form,
        key=new_key(),
        kept_key=next_key(form, problem),
        errors=fields_in_words(problem, reader.language, _FIELDS) if problem else {},
        says=problem_in_words(problem, reader.language) if problem else "",
        done_says=_done_says(reader),
        outcome_of=lambda outcome: outcome_says(reader, outcome),
    )


def _done_says(reader: Reader) -> str:
    done = reader.query.get("done", "")
    code = f"files.done.{done}" if done in {"attach", "detach"} else f"act.done.{done}"
    return reader.say(code) if code in PAGES else ""


def _programme(conn: Connection, house: House, one: OneNomination) -> Programme:
    """Return the programme as the nomination's edition has it, or as it was in force when it was logged."""
    edition = one.edition
    rules = house.rulebook.of(conn, edition) if edition else house.rulebook.at(conn, one.programme, one.logged_at)
    return rules.programme


def _facts(row: Nomination, programme: Programme, reader: Reader) -> list[tuple[str, str]]:
    """Return what whoever recommends must answer for, with what it is called."""
    called = {one.fact: titled(one.title, reader.language) for one in programme.facts}
    return [(fact, called.get(fact, fact)) for fact in (row.entry or {}).get("attests", ())]


def _needs(row: Nomination) -> tuple[str, ...]:
    return tuple((row.entry or {}).get("needs", ()))


def _acts(visitor: Visitor, row: Nomination, about: Resource, stages: tuple[Stage, ...]) -> list[str]:
    """Return what this visitor may ask of it now, the most wanted first."""
    kind = next((stage.kind for stage in stages if stage.stage == row.stage), "")
    fitting = []
    if row.status == "returned":
        fitting += ["amend"]
    elif kind == "review":
        fitting += _REVIEW
    elif kind == "dossier":
        fitting += ["file"]
    elif kind == "score":
        fitting += ["score"]
    elif kind == "record" and row.due_at:
        fitting += ["rule"]
    fitting += ["extend"] if row.due_at and kind != "record" else []
    fitting += ["reassign"] if row.due_at else []
    fitting += ["withdraw"]
    return [ask for ask in fitting if visitor.may(ACTIONS[ask], about)]


def _steps(
    one: OneNomination, why: Explanation, history: list[OneEvent], stages: tuple[Stage, ...], names: Names
) -> list[Step]:
    been = {stages[0].stage} | {str(event.body.get("leads_to")) for event in history}
    been |= {council.stage for council in why.councils}
    been |= {str(step["stage"]) for event in history for step in event.body.get("steps", ())}
    here = "ended_here" if one.status == "ended" and one.outcome != "recorded" else "here"
    steps = []
    for stage in stages:
        is_here = stage.stage == one.stage and (one.status != "ended" or here == "ended_here")
        place = here if is_here else "done" if stage.stage in been or one.outcome == "recorded" else "ahead"
        steps.append(Step(names.stage(one.programme, stage.stage), place))
    return steps


def _happening(reader: Reader, names: Names, event: OneEvent) -> Happening:
    body = event.body
    params: dict[str, object] = {"event": event.event}
    match event.event:
        case "reassigned":
            params["to"] = names.person(body.get("to"))
        case "extended":
            params["until"] = _written(reader, str(body.get("until")))
        case "objected" | "dismissed" | "upheld":
            params["objection"] = body.get("objection")
        case "heard":
            steps = body.get("steps") or [{}]
            params["outcome"] = outcome_says(reader, steps[-1].get("outcome"))
        case "scored":
            params |= {"total": body.get("total"), "of": body.get("of")}
        case "recorded":
            params |= {"number": body.get("number"), "year": body.get("year")}
    code = f"event.{event.event}"
    return Happening(
        says=reader.say(code if code in PAGES else "event.other", **params),
        at=event.at,
        by=names.person(event.by) if event.by else reader.say("deed.history.nobody"),
        words=str(body.get("because") or body.get("note") or ""),
    )


def _written(reader: Reader, at: str) -> str:
    local_at = reader.local(datetime.fromisoformat(at))
    return f"{local_at:%H:%M %d/%m/%Y}"
