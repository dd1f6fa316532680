"""Our unit: what it owes this month and quarter, and what is stuck in it and with whom."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Query, Response
from sqlalchemy import Connection

from rules.periods import Period
from rules.rights import Action
from store import people, sitting_lists, sittings
from store.sitting_lists import Sitting
from web.access import Needs, Visitor
from web.api.stuck import Filters, StuckPage, list_stuck
from web.house import House, HouseDep
from web.lists import Code
from web.pages.forms import LeftEmpty, pages
from web.pages.remedying import offered
from web.pages.shown import Names, units_offered
from web.rendering import Reader, ReaderDep, render
from web.scopes import scope_of

router = pages()

Head = Annotated[
    Visitor,
    Depends(Needs(Action.STUCK_READ, Action.SITTINGS_READ, Action.NOMINATIONS_READ, refuses=("bad_cursor",))),
]


class AskedUnit(LeftEmpty):
    """Which unit; the visitor's own if none is given."""

    unit: Code | None = None


@dataclass(frozen=True, slots=True)
class Owed:
    """What a unit owes its council in a period: `state` is none_yet, on_its_way, none or done."""

    sitting: Sitting
    state: str
    candidates: int
    due_at: datetime


@router.get("/our-unit")
async def our_unit(asked: Annotated[AskedUnit, Query()], house: HouseDep, visitor: Head, reader: ReaderDep) -> Response:
    """Show a unit that the visitor looks after."""
    unit_id = await asyncio.to_thread(_unit, house, visitor, asked)
    stuck = await list_stuck(Filters(unit=unit_id, limit=20), house, visitor.only(Action.STUCK_READ), reader.language)
    return await asyncio.to_thread(_page, reader, house, visitor, unit_id, stuck)


def _unit(house: House, visitor: Visitor, asked: AskedUnit) -> str | None:
    """Return the unit that was asked for, or the one the visitor heads, or the one she belongs to."""
    if asked.unit:
        return asked.unit
    headed = [grant.unit_id for grant in visitor.actor.grants if grant.role == "head"]
    if headed:
        return headed[0]
    with house.database.read() as conn:
        person = people.by_id(conn, visitor.person_id)
    return person.unit_id if person else None


def _page(reader: Reader, house: House, visitor: Visitor, unit_id: str | None, stuck: StuckPage) -> Response:
    today = reader.today()
    keys = [Period.containing(today, every) for every in ("month", "quarter", "year")]
    keys += [key.previous() for key in keys]
    order = [key.key for key in keys]
    wanted = sitting_lists.Wanted(unit_id=unit_id, periods=order)
    with house.database.read() as conn:
        names = Names(conn, reader)
        scope = scope_of(visitor.only(Action.SITTINGS_READ), names.units)
        found = sitting_lists.page(conn, scope, wanted, order="votes_close_at").lines
        found = tuple(sorted(found, key=lambda one: order.index(one.period)))
        owed = _owed(conn, found)
        choices = units_offered(names, visitor.only(Action.STUCK_READ))
    return render(
        reader,
        "our_unit.html",
        visitor,
        unit_id=unit_id,
        owed=owed,
        stuck_items=stuck.items,
        offers={one.id: offered(visitor, one, reader.now) for one in stuck.items},
        names=names,
        units=choices,
        is_known=unit_id in names.units.units,
    )


def _owed(conn: Connection, found: Sequence[Sitting]) -> list[Owed]:
    counts = sittings.count_candidates(conn, [one.id for one in found])
    waiting = sittings.count_waiting(conn, [one.id for one in found if one.status == "planned"])
    owed = []
    for one in found:
        candidates = counts.get(one.id, 0) or waiting.get(one.id, 0)
        if one.status == "decided":
            state = "done"
        elif one.status == "none":
            state = "none"
        else:
            state = "on_its_way" if candidates else "none_yet"
        owed.append(
            Owed(one, state, candidates, one.candidates_close_at if one.status == "planned" else one.votes_close_at)
        )
    return owed
