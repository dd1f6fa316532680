"""What is coming if nobody does anything: sittings that will go wrong, and who will be reminded of what."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from fastapi import Depends, Query, Response

from rules.rights import Action
from store import people
from web.access import Needs, Visitor
from web.api.reminders import AskedForecast, ComingMessage, reminders_forecast
from web.api.stuck import Threatened, foresee
from web.house import House, HouseDep
from web.lists import Code
from web.pages.forms import LeftEmpty, pages
from web.pages.shown import Names, units_offered
from web.rendering import ReaderDep, render

router = pages()

Overseer = Annotated[
    Visitor, Depends(Needs(Action.STUCK_READ, Action.REMINDERS_READ, refuses=("not_later", "too_far")))
]
_DAYS = 7
_SHOWN = 40
_FIRST, _MOST = 6, 100


class AskedAhead(LeftEmpty):
    """A unit and all below it, or all that the visitor looks after."""

    unit: Code | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """The messages of a day, the first of them, and how many there are."""

    on: date
    messages: list[ComingMessage]
    count: int


@router.get("/board/ahead")
def ahead(asked: Annotated[AskedAhead, Query()], house: HouseDep, visitor: Overseer, reader: ReaderDep) -> Response:
    """Show what is coming in the next days."""
    foreseen = foresee(house, visitor.only(Action.STUCK_READ), reader.language).items
    until = reader.now + timedelta(days=_DAYS)
    messages = reminders_forecast(AskedForecast(until=until), house, visitor.only(Action.REMINDERS_READ)).messages
    with house.database.read() as conn:
        names = Names(conn, reader, {one.person_id for one in messages})
        if asked.unit:
            within = names.units.reach([asked.unit], visitor.today)
            foreseen = [one for one in foreseen if one.unit_id in within]
            theirs = people.within(conn, {one.person_id for one in messages}, within)
            messages = [one for one in messages if one.person_id in theirs]
        offered = units_offered(names, visitor.only(Action.STUCK_READ))
    return render(
        reader,
        "ahead.html",
        visitor,
        asked=asked,
        foreseen=foreseen[:_FIRST],
        others=foreseen[_FIRST:_MOST],
        more=max(0, len(foreseen) - _MOST),
        days=_days(house, messages),
        names=names,
        units=offered,
        counted=_counted,
    )


def _days(house: House, messages: list[ComingMessage]) -> list[Day]:
    by_day: dict[date, list[ComingMessage]] = defaultdict(list)
    for one in messages:
        by_day[house.today(one.at)].append(one)
    return [Day(on, some[:_SHOWN], len(some)) for on, some in sorted(by_day.items())]


def _counted(one: Threatened) -> int:
    """Return how many candidates are likely: those there, and those still to come."""
    return one.candidates + one.coming
