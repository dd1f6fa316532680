"""One remedy for something stuck, or for several: first what it would do to each, then, with a reason, done.

What applies is judged by the rules and who may by the one judge; a card only offers what could apply.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime, time
from typing import Annotated, Any

from fastapi import Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rules.remedies import Remedy, Stuck, needs, why_not
from rules.rights import Action, roles_for
from rules.troubles import Trouble
from store import nominations
from store.paging import LARGEST
from web import remedies
from web.access import Needs, Visitor
from web.api.people import AskedPeople, list_people
from web.api.remedies import ACTIONS, Remedied, RemedyBody, remedy, says
from web.api.stuck import StuckLine
from web.engine import FAILURES
from web.house import House, HouseDep
from web.lists import Code
from web.pages.forms import (
    EMPTY,
    REFUSALS,
    Form,
    FormDep,
    day,
    instant,
    local,
    next_key,
    pages,
    refused,
)
from web.pages.shown import Names, outcome_says
from web.problems import Problem
from web.rendering import Reader, ReaderDep, render
from web.sentences import fields_in_words, problem_in_words
from web.trying import Asked, Step
from words.sorting import by_given_name

router = pages()

Helper = Annotated[
    Visitor, Depends(Needs(*ACTIONS, Action.PEOPLE_READ, refuses=("unknown_person", "bad_cursor", *FAILURES)))
]
_MOST = 50
REMEDIES: tuple[Remedy, ...] = ("nudge", "reassign", "deputise", "extend", "override", "retry", "reproject", "rebuild")
_FIELDS = {"because": "because", "to": "to", "until": "until", "outcome": "outcome", "unknown_person": "to"}


class AskedRemedy(BaseModel):
    """Which remedy for what, and the page to go back to."""

    model_config = ConfigDict(extra="forbid")

    remedy: Remedy
    id: Annotated[list[Code], Field(max_length=_MOST)] = []
    back: str = "/board"


@dataclass(frozen=True, slots=True)
class Preview:
    """One of the things: what it is, whether the remedy applies to it, and what it does or why it does not."""

    id: str
    title: str
    unit: str
    applies: bool
    says: str
    code: str


def offered(visitor: Visitor, one: StuckLine, now: datetime) -> list[Remedy]:
    """Return the remedies that could help something stuck, for somebody who holds an office that may do them."""
    what = Stuck(
        kind=one.kind,
        stage_kind=one.stage_kind,
        cause=one.cause,
        due_at=one.due_at,
        owing=len(one.unblocks),
        trouble=Trouble(one.trouble.kind) if one.trouble else None,
    )
    roles = {grant.role for grant in visitor.actor.grants}
    roles |= {grant.role for away in visitor.actor.stands_in_for for grant in away.grants}
    return [
        which for which in REMEDIES
        if not roles.isdisjoint(roles_for(needs(which, one.kind))) and not why_not(which, what, now=now)
    ]  # fmt: skip


@router.get("/remedies")
async def look(asked: Annotated[AskedRemedy, Query()], house: HouseDep, visitor: Helper, reader: ReaderDep) -> Response:
    """Show what a remedy would do to each of the things, and the form that does it. Nothing is changed."""
    return await _page(reader, house, visitor, asked.remedy, asked.id, asked.back)


@router.post("/remedies")
async def help_them(request: Request, form: FormDep, house: HouseDep, visitor: Helper, reader: ReaderDep) -> Response:
    """Do a remedy; one that is refused keeps none of the others from help."""
    told = {"remedy": form.text("remedy") or "nudge", "id": form.all("id"), "back": form.text("back")}
    try:
        asked = AskedRemedy.model_validate(told)
    except ValidationError as error:  # no form of ours says that, so there is none to show it beside
        raise refused(error, request) from None
    try:
        body = RemedyBody.model_validate(_body(asked, form, reader))
        done = await remedy(body, house, visitor.only(*ACTIONS), form.repeatable(house), reader.language)
    except REFUSALS as error:
        problem = refused(error, request)
        return await _page(reader, house, visitor, asked.remedy, asked.id, asked.back, form, problem)
    return await asyncio.to_thread(_result, reader, house, visitor, asked, done)


def _body(asked: AskedRemedy, form: Form, reader: Reader) -> dict[str, Any]:
    said: dict[str, Any] = {"remedy": asked.remedy, "ids": asked.id, **form.stated("because", "to", "outcome")}
    if text := form.text("until").strip():
        said["until"] = _last_day(text, reader) if asked.remedy == "deputise" else instant(text, reader.house.zone)
    return said


def _last_day(text: str, reader: Reader) -> object:
    """Return the end of a day that was written as 05/11/2026; another text as it is."""
    try:
        on = datetime.fromisoformat(day(text)).date()
    except ValueError:
        return text
    return datetime.combine(on, time(23, 59), reader.house.zone)


async def _page(
    reader: Reader,
    house: House,
    visitor: Visitor,
    which: Remedy,
    ids: list[str],
    back: str,
    form: Form = EMPTY,
    problem: Problem | None = None,
) -> Response:
    helping = visitor.only(*ACTIONS)
    steps = await remedies.judged(house, helping, Asked(remedy=which, ids=ids, because="")) if ids else []
    return await asyncio.to_thread(_shown, reader, house, visitor, which, steps, back, form, problem)


def _shown(
    reader: Reader,
    house: House,
    visitor: Visitor,
    which: Remedy,
    steps: list[Step],
    back: str,
    form: Form,
    problem: Problem | None,
) -> Response:
    with house.database.read() as conn:
        names = Names(conn, reader)
        outcomes: dict[str, str] = {}
        for step in steps:
            row = nominations.by_id(conn, step.id) if which == "override" and step.line else None
            for outcome in (row.entry or {}).get("leads_to", {}) if row else ():
                if outcome != "silence":
                    outcomes[outcome] = outcome_says(reader, outcome)
    previews = [
        Preview(
            step.id,
            step.line.title or names.unit(step.line.unit_id) if step.line else step.id,
            names.unit(step.line.unit_id) if step.line else "",
            not step.refused,
            says(which, step, reader.language),
            step.refused,
        )
        for step in steps
    ]
    units = sorted({step.line.waits_for_unit_id or step.line.unit_id for step in steps if step.line})
    return render(
        reader,
        "remedy.html",
        visitor,
        status=problem.status if problem else 200,
        which=which,
        previews=previews,
        applies=[one for one in previews if one.applies or one.code == "not_proved"],
        refused_as="not_proved" if any(one.code == "not_proved" for one in previews) else "",
        people=_people(house, visitor, units) if which in {"reassign", "deputise"} else [],
        outcomes=outcomes,
        back=local(back, "/board"),
        form=form,
        key=next_key(form, problem),
        errors=fields_in_words(problem, reader.language, _FIELDS) if problem else {},
        says=problem_in_words(problem, reader.language) if problem else "",
    )


def _people(house: House, visitor: Visitor, units: list[str]) -> list[tuple[str, str]]:
    """Return who may be chosen (id, name): the officers of these units whom the visitor may see."""
    found: dict[str, str] = {}
    for unit_id in units[:5]:
        asked = AskedPeople(unit=unit_id, limit=LARGEST)
        listed = list_people(asked, house, visitor.only(Action.PEOPLE_READ)).items
        found.update((one.id, one.name) for one in listed if one.kind == "officer")
    return sorted(found.items(), key=lambda one: by_given_name(one[1]))


def _result(reader: Reader, house: House, visitor: Visitor, asked: AskedRemedy, done: Remedied) -> Response:
    with house.database.read() as conn:
        titles = {id_: one.title for id_, one in nominations.by_ids(conn, [one.id for one in done.items]).items()}
    return render(
        reader,
        "remedied.html",
        visitor,
        which=done.remedy,
        items=done.items,
        titles=titles,
        count=sum(one.applies for one in done.items),
        refused_as="not_proved" if any(one.code == "not_proved" for one in done.items) else "",
        back=local(asked.back, "/board"),
    )
