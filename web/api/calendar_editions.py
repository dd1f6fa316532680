"""The editions of calendars, kept for ever: which one counts now, who adopted which when, and what each says."""

import json
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from rules.rights import Action, Resource
from store import calendars
from store.calendars import Kept
from web.access import Needs, Visitor
from web.house import HouseDep
from web.ids import EditionHash
from web.lists import Code
from web.problems import Problem
from web.routing import routes

router = routes("/rules/calendars", "rules")

Reader = Annotated[Visitor, Depends(Needs(Action.RULES_READ))]


class ListedCalendar(BaseModel):
    """An edition of a calendar, named by the hash of what it says; adopted again later it is listed again."""

    model_config = ConfigDict(from_attributes=True)

    hash: str
    calendar: str
    adopted_at: datetime
    adopted_by: str
    note: str | None
    is_counting: Annotated[bool, Field(description="deadlines are counted by it now")] = False


class OneCalendar(ListedCalendar):
    """An edition with all it says: the file, and the days off and worked of the library of holidays as they were."""

    content: dict[str, Any]


class Calendars(BaseModel):
    """The editions that were adopted, the newest first."""

    items: list[ListedCalendar]


class AskedCalendars(BaseModel):
    """Whose editions."""

    model_config = ConfigDict(extra="forbid")

    calendar: Annotated[Code | None, Field(description="the name of one calendar; all if none is given")] = None


@router.get("")
def list_calendars(asked: Annotated[AskedCalendars, Query()], house: HouseDep, visitor: Reader) -> Calendars:
    """Return the editions of calendars that were adopted here."""
    visitor.judge(Resource())
    with house.database.read() as conn:
        found = calendars.history(conn, asked.calendar)
    newest: dict[str, Kept] = {}
    for one in found:
        newest.setdefault(one.calendar, one)
    return Calendars(items=[_told(one, is_counting=newest[one.calendar] is one) for one in found])


@router.get("/{edition_hash}")
def one_calendar(edition_hash: EditionHash, house: HouseDep, visitor: Reader) -> OneCalendar:
    """Return one edition of a calendar by its hash, as it was adopted last."""
    visitor.judge(Resource())
    with house.database.read() as conn:
        kept = next((one for one in calendars.history(conn) if one.hash == edition_hash), None)
        if kept is None:
            raise Problem("not_found")
        counting, content = calendars.newest(conn), calendars.edition(conn, edition_hash).content
    told = _told(kept, is_counting=counting[kept.calendar] == edition_hash)
    return OneCalendar(**told.model_dump(), content=json.loads(content))


def _told(kept: Kept, *, is_counting: bool) -> ListedCalendar:
    return ListedCalendar.model_validate(kept).model_copy(update={"is_counting": is_counting})
