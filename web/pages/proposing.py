"""Proposing other rules: the file in a box, its mistakes by line, how it reads, what it would move, and sending it."""

import asyncio
from typing import Annotated, Any

from fastapi import Depends, Query, Request, Response

from rules.loading import edition_hash, find_programme, programme_file, text_of
from rules.rights import Action
from rules.writing import written
from store import editions, organisation, resources
from web.access import Needs, Visitor
from web.api.rule_changes import OBJECTIONS, propose_change
from web.api.rule_plans import PlanBody, ReplayBody, plan_draft, replay_draft
from web.drafting import DRAFT_REFUSES, DraftBody, read, read_fitting
from web.engine import FAILURES
from web.house import House, HouseDep
from web.lists import Code
from web.pages.foreseeing import choice_lines, flips, left_out, likely
from web.pages.forms import EMPTY, REFUSALS, Form, FormDep, LeftEmpty, day, next_key, pages, refused, to
from web.pages.shown import Names
from web.problems import Problem
from web.proposals import ChangeBody
from web.rendering import Reader, ReaderDep, render
from web.sentences import fields_in_words, problem_in_words
from words.differences import days_reworded, reworded

router = pages()

Proposer = Annotated[
    Visitor,
    Depends(
        Needs(Action.RULES_CHANGE, Action.RULES_READ, refuses=(*DRAFT_REFUSES, *OBJECTIONS, *FAILURES, "date_past"))
    ),
]
_FIELDS = {"from": "on", "date_past": "on", "edition_overlaps": "on"}


class AskedDraft(LeftEmpty):
    """Whose rules are to change."""

    programme: Code | None = None


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
        look = _replay if form.text("do") == "replay" else _plan
        seen = await asyncio.to_thread(look, house, visitor, form, reader)
    except REFUSALS as error:
        problem = refused(error, request)
        return await asyncio.to_thread(_page, reader, house, visitor, form.text("programme"), form, problem)
    return await asyncio.to_thread(_page, reader, house, visitor, form.text("programme"), form, None, seen)


@router.post("/rules/propose/check")
async def check(form: FormDep, request: Request, house: HouseDep, visitor: Proposer, reader: ReaderDep) -> Response:
    """Say what is wrong with the draft as it stands: asked by the open page while somebody writes."""
    try:
        await asyncio.to_thread(_check, house, visitor, form, reader)
    except REFUSALS as error:
        problem = refused(error, request, "not_allowed", "not_found")
        return render(reader, "draft_check.html", visitor, **_wrong(problem, reader))
    return render(reader, "draft_check.html", visitor, mistakes=(), says="")


def _check(house: House, visitor: Visitor, form: Form, reader: Reader) -> None:
    body = DraftBody.model_validate(_said(form))
    with house.database.read() as conn:
        visitor.judge(resources.house(organisation.tree(conn), visitor.today), Action.RULES_CHANGE)
        read_fitting(conn, body, visitor.today, reader.language)


def _wrong(problem: Problem, reader: Reader) -> dict[str, Any]:
    mistakes = problem.params.get("mistakes", ()) if problem.code == "rule_file_broken" else ()
    return {"mistakes": mistakes, "says": "" if mistakes else problem_in_words(problem, reader.language)}


def _said(form: Form, *names: str) -> dict[str, Any]:
    on = {"from": day(form.text("on"))} if form.text("on").strip() else {}
    cases = {"cases": form.text("cases")} if form.text("cases").strip() else {}
    return {"text": form.text("text"), **cases, **on, **form.stated(*names)}


def _plan(house: House, visitor: Visitor, form: Form, reader: Reader) -> dict[str, Any]:
    body = PlanBody.model_validate({**_said(form), "limit": 50})
    plan = plan_draft(body, house, visitor.only(Action.RULES_CHANGE), reader.language)
    with house.database.read() as conn:
        names = Names(conn, reader)
        lines = choice_lines(conn, reader, names, plan)
        if plan.kind == "calendar":
            sentences = days_reworded(plan.days, reader.language)
        else:
            base = house.rulebook.of(conn, plan.base).programme
            sentences = reworded(base, read(body, reader.language), reader.language)
    return {"plan": plan, "lines": lines, "likely": likely(names, plan.expectations), "sentences": sentences}


def _replay(house: House, visitor: Visitor, form: Form, reader: Reader) -> dict[str, Any]:
    body = ReplayBody.model_validate({**_said(form), "over": form.text("over").strip()})
    answer = replay_draft(body, house, visitor.only(Action.RULES_CHANGE), reader.language)
    with house.database.read() as conn:
        names = Names(conn, reader)
        told = left_out(conn, reader, names, answer)
        return {"replay": answer, "flips": flips(conn, reader, answer), "left_out": told}


def _page(
    reader: Reader,
    house: House,
    visitor: Visitor,
    programme: str | None,
    form: Form = EMPTY,
    problem: Problem | None = None,
    seen: dict[str, Any] | None = None,
) -> Response:
    with house.database.read() as conn:
        names = Names(conn, reader)
        known = editions.programmes(conn, visitor.today)
        chosen = programme if programme in known else known[0]
        rules = house.rulebook.in_force(conn, chosen, visitor.today)
        source = editions.source_of(conn, rules.edition) or _delivered(chosen, rules.edition)
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
        refused_as=problem.code if problem else "",
        **{"plan": None, "replay": None, **(seen or {})},
        stages=names.stages(),
    )


def _delivered(name: str, edition: str) -> editions.Source | None:
    """Return the file that came with the program, if it is the very edition that its first start adopted."""
    file = programme_file(name)
    if not file.exists() or edition_hash(find_programme(name)) != edition:
        return None
    cases = file.with_name(f"{name}.cases.yaml")
    return editions.Source(text_of(file), text_of(cases) if cases.exists() else None)
