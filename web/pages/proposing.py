"""Proposing other rules: the file in a box, its mistakes by line, how it reads, what it would move, and sending it."""

import asyncio
from typing import Annotated, Any

from fastapi import Depends, Query, Request, Response
from pydantic import BaseModel, BeforeValidator, ConfigDict

from rules.rights import Action
from rules.writing import written
from store import editions
from web.access import Needs, Visitor
from web.api.rule_changes import OBJECTIONS, ChangeBody, propose_change
from web.api.rule_plans import PlanBody, plan_draft
from web.drafting import DRAFT_REFUSES, read
from web.engine import FAILURES
from web.house import House, HouseDep
from web.lists import Code
from web.pages.forms import EMPTY, REFUSALS, Form, FormDep, day, next_key, pages, refused, to
from web.pages.shown import Names
from web.problems import Problem
from web.rendering import Reader, ReaderDep, render
from web.sentences import fields_in_words, problem_in_words
from words.differences import reworded

router = pages()

Proposer = Annotated[
    Visitor,
    Depends(
        Needs(Action.RULES_CHANGE, Action.RULES_READ, refuses=(*DRAFT_REFUSES, *OBJECTIONS, *FAILURES, "date_past"))
    ),
]
_FIELDS = {"from": "on", "date_past": "on", "edition_overlaps": "on"}


class AskedDraft(BaseModel):
    """Whose rules are to change."""

    model_config = ConfigDict(extra="forbid")

    programme: Annotated[Code | None, BeforeValidator(lambda text: text or None)] = None


@router.get("/rules/propose")
def draft(asked: Annotated[AskedDraft, Query()], house: HouseDep, visitor: Proposer, reader: ReaderDep) -> Response:
    """Show the file in force, to be changed."""
    return _page(reader, house, visitor, asked.programme)


@router.post("/rules/propose")
async def propose(request: Request, form: FormDep, house: HouseDep, visitor: Proposer, reader: ReaderDep) -> Response:
    """Check and plan the draft, or propose it; the text stays whatever comes of it."""
    try:
        if form.text("do") == "propose":
            body = ChangeBody.model_validate(_said(form, "running", "because"))
            changing = visitor.only(Action.RULES_CHANGE)
            done = await propose_change(body, house, changing, form.repeatable(house), reader.language, Response())
            return to(f"/rules/changes/{done.id}")
        planned = await asyncio.to_thread(_plan, house, visitor, form, reader)
    except REFUSALS as error:
        problem = refused(error, request)
        return await asyncio.to_thread(_page, reader, house, visitor, form.text("programme"), form, problem)
    return await asyncio.to_thread(_page, reader, house, visitor, form.text("programme"), form, None, planned)


def _said(form: Form, *names: str) -> dict[str, Any]:
    on = {"from": day(form.text("on"))} if form.text("on").strip() else {}
    cases = {"cases": form.text("cases")} if form.text("cases").strip() else {}
    return {"text": form.text("text"), **cases, **on, **form.stated(*names)}


def _plan(house: House, visitor: Visitor, form: Form, reader: Reader) -> dict[str, Any]:
    body = PlanBody.model_validate({**_said(form), "limit": 5})
    plan = plan_draft(body, house, visitor.only(Action.RULES_CHANGE), reader.language)
    programme = read(body, reader.language)
    with house.database.read() as conn:
        base = house.rulebook.of(conn, plan.base).programme
    return {"plan": plan, "sentences": reworded(base, programme, reader.language)}


def _page(
    reader: Reader,
    house: House,
    visitor: Visitor,
    programme: str | None,
    form: Form = EMPTY,
    problem: Problem | None = None,
    planned: dict[str, Any] | None = None,
) -> Response:
    with house.database.read() as conn:
        names = Names(conn, reader)
        known = editions.programmes(conn, visitor.today)
        chosen = programme if programme in known else known[0]
        rules = house.rulebook.in_force(conn, chosen, visitor.today)
        source = editions.source_of(conn, rules.edition)
    return render(
        reader,
        "propose.html",
        visitor,
        status=problem.status if problem else 200,
        programmes=[(name, names.programmes.get(name, name)) for name in known],
        programme=chosen,
        text=form.text("text") or (source.text if source else written(rules.programme)),
        cases=form.text("cases") or (source.cases if source else "") or "",
        form=form,
        key=next_key(form, problem),
        errors=fields_in_words(problem, reader.language, _FIELDS) if problem else {},
        says=problem_in_words(problem, reader.language) if problem else "",
        mistakes=problem.params.get("mistakes", ()) if problem and problem.code == "rule_file_broken" else (),
        plan=planned["plan"] if planned else None,
        sentences=planned["sentences"] if planned else (),
    )
