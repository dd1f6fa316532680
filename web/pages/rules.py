"""The rules as people read them: which edition is in force, what it says, how it differs, and what is proposed."""

import asyncio
from typing import Annotated, Any

from fastapi import Depends, Query, Request, Response
from sqlalchemy import Connection

from rules.calendar import Calendar
from rules.calendar_editions import calendar_of, day_differences, load_calendar
from rules.rights import Action
from store import calendars, organisation, resources, rule_changes
from store import editions as kept
from web.access import Needs, Visitor
from web.api.editions import AskedDifferences, AskedEditions, edition_differences, list_editions, one_edition
from web.api.rule_changes import ACTIONS, AskedChanges, CommandBody, command_change, list_changes, one_change
from web.engine import FAILURES
from web.house import House, HouseDep
from web.ids import ChangeId, EditionHash
from web.lists import Code
from web.pages.forms import EMPTY, REFUSALS, Form, FormDep, LeftEmpty, day, next_key, pages, refused, to
from web.pages.shown import Names
from web.problems import Problem
from web.rendering import Reader, ReaderDep, render
from web.sentences import fields_in_words, problem_in_words
from words.catalogue import Language
from words.differences import Reworded, days_reworded, reworded

router = pages()

RulesReader = Annotated[Visitor, Depends(Needs(Action.RULES_READ))]
Decider = Annotated[
    Visitor, Depends(Needs(Action.RULES_READ, Action.RULES_APPROVE, Action.RULES_CHANGE, refuses=FAILURES))
]
_OVER = frozenset({"done", "rejected", "withdrawn", "refused", "adopting"})


class AskedEdition(LeftEmpty):
    """With which other edition this one is compared."""

    since: Code | None = None


@router.get("/rules")
def rules(house: HouseDep, visitor: RulesReader, reader: ReaderDep) -> Response:
    """Show the programmes in force, their editions, and the changes under way."""
    with house.database.read() as conn:
        names = Names(conn, reader)
        known = kept.programmes(conn, visitor.today)
    changes = list_changes(AskedChanges(), house, visitor).items
    return render(
        reader,
        "rules.html",
        visitor,
        programmes=[
            (name, names.programmes.get(name, name), list_editions(AskedEditions(programme=name), house, visitor).items)
            for name in known
        ],
        changes=[change for change in changes if change.phase != rule_changes.DRAFT],
        names=names,
        may_change=visitor.actor.has("administrator"),
    )


@router.get("/rules/editions/{edition_hash}")
def edition(
    edition_hash: EditionHash,
    asked: Annotated[AskedEdition, Query()],
    house: HouseDep,
    visitor: RulesReader,
    reader: ReaderDep,
) -> Response:
    """Show what an edition says, and how it differs from another one."""
    one = one_edition(edition_hash, house, visitor, reader.language)
    others = list_editions(AskedEditions(programme=one.programme), house, visitor).items
    compared = (
        edition_differences(edition_hash, AskedDifferences(since=asked.since), house, visitor, reader.language)
        if asked.since
        else None
    )
    with house.database.read() as conn:
        stages = Names(conn, reader).stages()
    return render(
        reader,
        "edition.html",
        visitor,
        one=one,
        others=[other for other in others if other.hash != one.hash],
        asked=asked,
        sentences=compared.sentences if compared else (),
        stages=stages,
    )


@router.get("/rules/changes/{change_id}")
def change(change_id: ChangeId, house: HouseDep, visitor: Decider, reader: ReaderDep) -> Response:
    """Show a change of the rules: its sentences beside those in force, where it stands, and what can be done."""
    return _change(reader, house, visitor, change_id)


@router.post("/rules/changes/{change_id}/{ask}")
async def decide(
    change_id: ChangeId,
    ask: str,
    request: Request,
    form: FormDep,
    house: HouseDep,
    visitor: Decider,
    reader: ReaderDep,
) -> Response:
    """Approve, reject, withdraw, hasten or postpone a change."""
    if ask not in ACTIONS:
        raise Problem("not_found")
    try:
        body = CommandBody.model_validate({"ask": ask, "because": form.text("because"), **_on(form)})
        decider = visitor.only(Action.RULES_APPROVE, Action.RULES_CHANGE)
        await command_change(change_id, body, house, decider, form.repeatable(house), Response())
    except REFUSALS as error:
        problem = refused(error, request, "not_found")
        return await asyncio.to_thread(_change, reader, house, visitor, change_id, ask, form, problem)
    return to(f"/rules/changes/{change_id}?done={ask}")


def _sentences(
    conn: Connection, house: House, row: rule_changes.RuleChange, language: Language
) -> tuple[Reworded, ...]:
    """Return what a change says otherwise: the sentences of a programme, the days of a calendar."""
    if row.kind == rule_changes.CALENDAR:
        before, after = _calendar(conn, row), calendar_of(rule_changes.calendar_of_change(row))
        return days_reworded(day_differences(before, after), language)
    base = house.rulebook.of(conn, row.base).programme
    return reworded(base, rule_changes.programme_of(row), language)


def _calendar(conn: Connection, row: rule_changes.RuleChange) -> Calendar:
    """Return the calendar that a change takes the place of; before the first one the shipped calendar was not kept."""
    try:
        return calendars.by_hash(conn, row.base)
    except LookupError:
        return load_calendar(row.programme)


def _on(form: Form) -> dict[str, Any]:
    return {"on": day(form.text("on"))} if form.text("on").strip() else {}


def _change(
    reader: Reader,
    house: House,
    visitor: Visitor,
    id_: str,
    asked: str = "",
    form: Form = EMPTY,
    problem: Problem | None = None,
) -> Response:
    one = one_change(id_, house, visitor.only(Action.RULES_READ))
    with house.database.read() as conn:
        row = rule_changes.by_id(conn, id_)
        names = Names(conn, reader, {one.proposed_by, one.decided_by})
        sentences = _sentences(conn, house, row, reader.language) if row else ()
        at_home = resources.house(organisation.tree(conn), visitor.today)
    if row is None:
        raise Problem("not_found")
    acts = [] if one.phase in _OVER else [ask for ask, action in ACTIONS.items() if visitor.may(action, at_home)]
    return render(
        reader,
        "rule_change.html",
        visitor,
        status=problem.status if problem else 200,
        one=one,
        names=names,
        sentences=sentences,
        stages=names.stages(),
        acts=[ask for ask in acts if one.phase == "proposed" or ask not in {"approve", "reject"}],
        asked=asked,
        form=form,
        key=next_key(form, problem),
        errors=fields_in_words(problem, reader.language, {}) if problem else {},
        says=problem_in_words(problem, reader.language) if problem else "",
        refused_as=problem.code if problem else "",
        done_says=reader.say("change.done") if reader.query.get("done") in ACTIONS else "",
    )
