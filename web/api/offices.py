"""Offices, council seats and deputies: who holds what from when to when. One row is written as a file of it would be.

Nothing is deleted: the same row with a last day ends it, and another first day is another term.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import Depends, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection

from rules.deeds import Line, PersonId, UnitId
from rules.messages import Message
from rules.rights import Action
from store import answers, organisation, register_lists
from store.answers import Answered
from store.imports.tables import Table
from store.register_lists import Wanted
from web.access import Needs, Visitor
from web.house import House, HouseDep
from web.languages import language_of
from web.lists import Asked, Code, Page
from web.organising import take_row, why
from web.problems import Problem
from web.repeats import Repeatable, RepeatableDep
from web.routing import routes
from web.scopes import scope_of

router = routes("", "organisation")

_REFUSES = ("row_refused",)
Reader = Annotated[Visitor, Depends(Needs(Action.PEOPLE_READ, refuses=("bad_cursor",)))]
OfGrants = Annotated[Visitor, Depends(Needs(Action.ACCOUNTS_CHANGE, refuses=_REFUSES))]
OfCouncils = Annotated[Visitor, Depends(Needs(Action.COUNCILS_CHANGE, refuses=_REFUSES))]
OfDeputies = Annotated[Visitor, Depends(Needs(Action.DEPUTIES_NAME, refuses=_REFUSES))]

Word = Annotated[str, Field(min_length=1, max_length=64)]
_FROM = Field(description="the first day; since ever if none is given. With the rest it says which term is meant")
_TO = Field(description="the last day; none: without an end")


class _Term(Message):
    valid_from: Annotated[date | None, _FROM] = None
    valid_to: Annotated[date | None, _TO] = None


class OfficeRow(_Term):
    """A role that a person holds for a unit and all below it."""

    person_id: PersonId
    role: Word
    unit_id: UnitId


class SeatRow(_Term):
    """A seat in a council of a unit; `council` is the place of the rules that the council is called after."""

    person_id: PersonId
    council: Word
    unit_id: UnitId
    post: Literal["chair", "deputy_chair", "member", "secretary"]
    voting: bool = True
    category: Annotated[Word | None, Field(description="for a quorum that asks for one")] = None


class DeputyRow(_Term):
    """`deputy_id` acts in place of `person_id`, who is away."""

    person_id: PersonId
    deputy_id: PersonId
    reason: Line | None = None


class OneOffice(OfficeRow):
    """An office as it stands."""

    model_config = ConfigDict(from_attributes=True)
    id: str


class OneSeat(SeatRow):
    """A seat as it stands."""

    model_config = ConfigDict(from_attributes=True)
    id: str


class OneDeputy(DeputyRow):
    """A deputy as it stands."""

    model_config = ConfigDict(from_attributes=True)
    id: str


class WrittenRow(BaseModel):
    """What became of the row: `unchanged` if it stood there already; `columns` are those that have changed."""

    state: Literal["new", "changed", "unchanged"]
    columns: list[str]


class AskedTerms(Asked):
    """Filters of the three lists; all that are given hold together."""

    unit: Annotated[Code | None, Field(description="a unit and all below it")] = None
    person: Annotated[Code | None, Field(description="who holds it; of a deputy, who is away")] = None
    on: Annotated[date | None, Field(description="only what holds on this day; whenever if none is given")] = None


class AskedOffices(AskedTerms):
    """Filters of the list of offices."""

    role: Code | None = None


@router.get("/offices")
def list_offices(asked: Annotated[AskedOffices, Query()], house: HouseDep, visitor: Reader) -> Page[OneOffice]:
    """Return the offices held in the visitor's units, and her own, past and to come."""
    with house.database.read() as conn:
        found = register_lists.offices(
            conn, **_asked(conn, asked, visitor), role=asked.role, cursor=asked.cursor, size=asked.limit
        )
    return Page(items=[OneOffice.model_validate(row) for row in found.lines], next=found.next)


@router.get("/seats")
def list_seats(asked: Annotated[AskedTerms, Query()], house: HouseDep, visitor: Reader) -> Page[OneSeat]:
    """Return the seats in the councils of the visitor's units, in her own councils, and her own, past and to come."""
    with house.database.read() as conn:
        found = register_lists.seats(conn, **_asked(conn, asked, visitor), cursor=asked.cursor, size=asked.limit)
    return Page(items=[OneSeat.model_validate(row) for row in found.lines], next=found.next)


@router.get("/deputies")
def list_deputies(asked: Annotated[AskedTerms, Query()], house: HouseDep, visitor: Reader) -> Page[OneDeputy]:
    """Return who acts for whom in the visitor's units, and for or instead of herself, past and to come."""
    with house.database.read() as conn:
        found = register_lists.deputies(conn, **_asked(conn, asked, visitor), cursor=asked.cursor, size=asked.limit)
    return Page(items=[OneDeputy.model_validate(row) for row in found.lines], next=found.next)


@router.post("/offices")
def write_office(
    body: OfficeRow, request: Request, house: HouseDep, visitor: OfGrants, repeatable: RepeatableDep
) -> WrittenRow:
    """Give an office, or end one: the same row with its last day. It counts at once."""
    return _write(request, house, visitor, repeatable, "offices", body)


@router.post("/seats")
def write_seat(
    body: SeatRow, request: Request, house: HouseDep, visitor: OfCouncils, repeatable: RepeatableDep
) -> WrittenRow:
    """Give a seat, correct one, or end one. It counts from the next sitting that opens its vote."""
    return _write(request, house, visitor, repeatable, "seats", body)


@router.post("/deputies")
def write_deputy(
    body: DeputyRow, request: Request, house: HouseDep, visitor: OfDeputies, repeatable: RepeatableDep
) -> WrittenRow:
    """Name a deputy, or end a deputyship. Who is away names her own; heads and administrators those of their people."""
    return _write(request, house, visitor, repeatable, "deputies", body)


def _asked(conn: Connection, asked: AskedTerms, visitor: Visitor) -> dict[str, Any]:
    units = organisation.tree(conn)
    under = units.reach([asked.unit], visitor.today) if asked.unit else None
    return {"scope": scope_of(visitor, units), "wanted": Wanted(unit_ids=under, person_id=asked.person, on=asked.on)}


def _write(
    request: Request, house: House, visitor: Visitor, repeatable: Repeatable, table: Table, body: _Term
) -> WrittenRow:
    asked, now = repeatable.by(visitor), house.now()
    with house.database.write() as conn:
        before = answers.begin(conn, asked, now=now)
        if before is not None:
            return WrittenRow.model_validate(before.body)
        row = take_row(conn, visitor, table, _typed(body), now=now)
        if row.state == "error":
            says = why(row.code, row.params, language_of(request.headers.get("accept-language", "")))
            raise Problem("row_refused", {"because": row.code, "why": says})
        told = WrittenRow(state=row.state, columns=list(row.params.get("columns", ())))
        answers.finish(conn, asked, Answered(200, told.model_dump()))
    return told


def _typed(body: _Term) -> Mapping[str, str]:
    """Return a row as a file says it."""
    said = body.model_dump(mode="json", exclude_none=True)
    return {name: {True: "yes", False: "no"}.get(value, value) for name, value in said.items()}
