"""My log: writing a good deed down in under a minute, and where each of one's own nominations stands."""

import asyncio
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import Depends, Query, Request, Response
from sqlalchemy import Connection

from rules.programme import LogStage, Programme
from rules.rights import Action, roles_for
from store import people
from store.paging import LARGEST
from store.unit_tree import UnitTree
from web.access import Needs, Visitor
from web.api.logging import REFUSES, LogEntryBody, log_deed
from web.api.nominations import AskedNominations, list_nominations
from web.api.people import AskedPeople, list_people
from web.engine import FAILURES
from web.house import House, HouseDep
from web.pages.attaching import attach_all
from web.pages.coming import coming
from web.pages.drafts import discard_draft, draft_of
from web.pages.evidence import files_refused
from web.pages.forms import EMPTY, KEY_FIELD, REFUSALS, Form, day, integers, next_key, pages, refused, to
from web.pages.shown import lines
from web.problems import Problem
from web.rendering import Reader, ReaderDep, render
from web.sentences import fields_in_words, problem_in_words
from words.sorting import by_given_name

router = pages()

Officer = Annotated[
    Visitor,
    Depends(
        Needs(
            Action.NOMINATIONS_LOG,
            Action.NOMINATIONS_READ,
            Action.PEOPLE_READ,
            Action.EVIDENCE_ATTACH,
            refuses=(*REFUSES, *FAILURES, "bad_cursor"),
        )
    ),
]

_FIELDS = {
    "title": "title",
    "deed.title": "title",
    "deed.done_on": "done_on",
    "deed.place": "place",
    "deed.story": "story",
    "deed.beneficiaries": "beneficiaries",
    "deed.reward_vnd": "reward_vnd",
    "deed.honoured": "honoured",
    "deed_in_future": "done_on",
    "deed_too_old": "done_on",
    "wrong_subject": "honoured",
    "not_logged_for": "honoured",
    "unknown_person": "honoured",
    "award_unknown": "award",
    "reward_too_high": "reward_vnd",
}
"""What the body or a refusal speaks of → the field of the form."""

_MAY_LOG = frozenset(roles_for(Action.NOMINATIONS_LOG))
_STATED = ("title", "place", "story", "award", "category")


@dataclass(frozen=True, slots=True)
class Choice:
    """A person or a collective that a deed may honour."""

    id: str
    name: str
    is_collective: bool


class AskedLog(AskedNominations):
    """The filters of one's own nominations, and what the page itself is told."""

    done: Literal["later", "later_with_files", "draft", "discarded"] | None = None


@router.get("/my-log")
def my_log(asked: Annotated[AskedLog, Query()], house: HouseDep, visitor: Officer, reader: ReaderDep) -> Response:
    """Show the entry box and the visitor's own nominations."""
    return _page(reader, house, visitor, asked)


@router.post("/my-log")
async def log(request: Request, house: HouseDep, visitor: Officer, reader: ReaderDep) -> Response:
    """Log what the form says, with its photos; what was typed stays on the page if it is refused."""
    sent = await coming(request)
    form = sent.form
    try:
        body = LogEntryBody.model_validate(_body(form))
        response = Response()
        logged = await log_deed(body, house, visitor.only(Action.NOMINATIONS_LOG), form.repeatable(house), response)
    except REFUSALS as error:
        problem = refused(error, request)
        return await asyncio.to_thread(
            _page, reader, house, visitor, AskedLog(), form, problem, has_lost_files=sent.has_files
        )
    await asyncio.to_thread(discard_draft, house, visitor)
    if not logged.is_shown:
        return to("/my-log?done=later_with_files" if sent.has_files else "/my-log?done=later")
    if sent.has_files:
        attaching = visitor.only(Action.EVIDENCE_ATTACH)
        not_taken = await attach_all(request, house, attaching, logged.id, sent)
        if not_taken:
            return files_refused(reader, visitor, logged.id, not_taken, not_taken[0].problem, is_logged=True)
    return to(f"/nominations/{logged.id}?done=log")


def _body(form: Form) -> dict[str, Any]:
    deed: dict[str, Any] = {
        **form.stated(*_STATED),
        "done_on": day(form.text("done_on")),
        **integers(form, "beneficiaries", "reward_vnd"),
    }
    deed.setdefault("title", "")
    if form.text("who") == "other":
        chosen = form.all("honoured")
        collectives = [id_.removeprefix("collective:") for id_ in chosen if id_.startswith("collective:")]
        deed["honoured"] = collectives or chosen
        deed["subject"] = "collective" if collectives else "individual"
    return {"programme": form.text("programme"), "deed": deed}


def _page(
    reader: Reader,
    house: House,
    visitor: Visitor,
    asked: AskedLog,
    form: Form = EMPTY,
    problem: Problem | None = None,
    *,
    has_lost_files: bool = False,
) -> Response:
    draft = draft_of(house, visitor) if form is EMPTY else None
    if draft:
        form = Form(draft.fields, form.path)
    mine = asked.model_copy(update={"honoured": None, "author": visitor.person_id})
    today = reader.today()
    listed = list_nominations(mine, house, visitor.only(Action.NOMINATIONS_READ))
    with house.database.read() as conn:
        shown, names = lines(conn, reader, listed.items)
        unit_id = _own_unit(conn, visitor, names.units)
        logging = [
            (rules.programme, stage)
            for rules in house.rulebook.all_in_force(conn, reader.now)
            if isinstance(stage := rules.log_terms(names.units.whereabouts(unit_id, today), today).stage, LogStage)
        ]
    chosen = _chosen(logging, form.text("programme") or reader.query.get("programme", ""))
    errors = fields_in_words(problem, reader.language, _FIELDS) if problem else {}
    return render(
        reader,
        "my_log.html",
        visitor,
        status=problem.status if problem else 200,
        may_log=bool(_MAY_LOG & {grant.role for grant in visitor.actor.grants}) and chosen is not None,
        programmes=[(one.programme, names.programmes[one.programme]) for one, _ in logging],
        programme=chosen[0] if chosen else None,
        asks_for=chosen[1].asks_for if chosen else (),
        may_honour_others=chosen is not None and set(chosen[1].for_) != {"self"},
        choices=_choices(house, visitor, unit_id),
        form=form,
        key=(form.text(KEY_FIELD) if draft else "") or next_key(form, problem),
        draft_saved_at=draft.saved_at if draft else None,
        has_lost_files=has_lost_files,
        limits=chosen[1].evidence if chosen else None,
        errors=errors,
        says=problem_in_words(problem, reader.language) if problem else "",
        lines=shown,
        next=listed.next,
        asked=asked,
    )


def _chosen(logging: list[tuple[Programme, LogStage]], name: str) -> tuple[Programme, LogStage] | None:
    return next((one for one in logging if one[0].programme == name), logging[0] if logging else None)


def _own_unit(conn: Connection, visitor: Visitor, units: UnitTree) -> str:
    """Return the visitor's unit, or the one that took it over; "" for whoever the register does not know."""
    author = people.by_id(conn, visitor.person_id)
    return (units.open_successor(author.unit_id, visitor.today) or author.unit_id) if author else ""


def _choices(house: House, visitor: Visitor, unit_id: str) -> list[Choice]:
    """Return whom a deed may honour besides its author: the people and collectives of her own unit."""
    if not unit_id:
        return []
    asked = AskedPeople(unit=unit_id, limit=LARGEST)
    found = list_people(asked, house, visitor.only(Action.PEOPLE_READ)).items
    choices = [Choice(one.id, one.name, one.kind == "collective") for one in found if one.id != visitor.person_id]
    return sorted(choices, key=lambda one: (one.is_collective, by_given_name(one.name)))
