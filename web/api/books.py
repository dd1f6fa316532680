"""The Golden Books: lines by book, unit, year and quarter. Published lines are everybody's."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal

from fastapi import Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from rules.periods import Period
from rules.rights import Action
from store import book_lists, organisation, resources
from store.book_lists import Wanted
from web.access import Needs, Visitor
from web.house import HouseDep
from web.ids import EntryId
from web.lists import Asked, Code, Page, Words
from web.problems import Problem
from web.routing import routes
from web.scopes import scope_of

router = routes("/books/entries", "books")

Reader = Annotated[Visitor, Depends(Needs(Action.BOOKS_READ))]
ListReader = Annotated[Visitor, Depends(Needs(Action.BOOKS_READ, refuses=("bad_cursor",)))]


class OneEntry(BaseModel):
    """A line of a book. Numbers run without a gap a book, unit and year; a note stands beside a line, never instead."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    book: str
    unit_id: str
    year: int
    number: int
    nomination_id: str
    sitting_id: str | None
    document: Annotated[
        str | None, Field(description="the paper that the rules give with it, for instance `recognition-decision`")
    ]
    decision_no: Annotated[str | None, Field(description="the number of that paper")]
    recorded_at: datetime
    published_at: datetime | None
    title: str
    note: str | None
    is_sample: bool
    award: str | None
    reward_vnd: int | None
    score: Annotated[int | None, Field(description="the points of the score sheet that stood")]
    score_of: int | None
    band: Annotated[str | None, Field(description="what that score is called on its sheet")]


class AskedEntries(Asked):
    """Filters of the lines; all that are given hold together."""

    book: Code | None = None
    unit: Annotated[Code | None, Field(description="the books of this unit and all below it")] = None
    year: Annotated[int | None, Field(ge=1900, le=9999, description="the year of the numbering")] = None
    quarter: Annotated[
        str | None,
        Field(pattern=r"^[1-9][0-9]{3}-Q[1-4]$", description="what sittings of this quarter or its months decided"),
    ] = None
    nomination: Code | None = None
    honoured: Annotated[Code | None, Field(description="a person or collective: what a yearly title is judged by")] = (
        None
    )
    band: Annotated[Code | None, Field(description="what the score is called on its sheet")] = None
    is_sample: bool | None = None
    q: Words | None = None
    sort: Literal["recorded_at", "-recorded_at"] = "-recorded_at"


@router.get("")
def list_entries(asked: Annotated[AskedEntries, Query()], house: HouseDep, visitor: ListReader) -> Page[OneEntry]:
    """Return the lines that are published, or that the visitor may see before that."""
    with house.database.read() as conn:
        units = organisation.tree(conn)
        page = book_lists.page(
            conn,
            scope_of(visitor, units),
            Wanted(
                book=asked.book,
                unit_ids=units.reach([asked.unit], visitor.today) if asked.unit else None,
                year=asked.year,
                nomination_id=asked.nomination,
                honoured_id=asked.honoured,
                band=asked.band,
                is_sample=asked.is_sample,
                periods=_within(Period(asked.quarter)) if asked.quarter else None,
                words=asked.q,
            ),
            now=house.now(),
            order=asked.sort,
            cursor=asked.cursor,
            size=asked.limit,
        )
    return Page(items=[OneEntry.model_validate(line) for line in page.lines], next=page.next)


@router.get("/{entry_id:path}")
def one_entry(entry_id: EntryId, house: HouseDep, visitor: Reader) -> OneEntry:
    """Return one line."""
    with house.database.read() as conn:
        entry = book_lists.by_id(conn, entry_id)
        if entry is None:
            raise Problem("not_found")
        units = organisation.tree(conn)
        visitor.judge(resources.of_entry(conn, entry, units, visitor.today, now=house.now()))
    return OneEntry.model_validate(entry)


def _within(quarter: Period) -> Sequence[str]:
    """Return the keys of the quarter and of its months."""
    month = Period.containing(quarter.start, "month")
    return [quarter.key, month.key, month.next().key, month.next().next().key]
