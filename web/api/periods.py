"""Periods of the council stages, and what became of them."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from rules.rights import Action, Resource
from store import period_lists
from store.period_lists import Wanted
from web.access import Needs, Visitor
from web.house import HouseDep
from web.ids import PeriodId
from web.lists import Asked, Code, Page
from web.problems import Problem
from web.routing import routes

router = routes("/periods", "periods")

Reader = Annotated[Visitor, Depends(Needs(Action.PERIODS_READ))]
ListReader = Annotated[Visitor, Depends(Needs(Action.PERIODS_READ, refuses=("bad_cursor",)))]


class Summary(BaseModel):
    """What became of a period: units that had a sitting, and which of them selected how many, or nobody."""

    units: int
    selected: Annotated[dict[str, int], Field(description="unit → how many deeds its council selected")]
    none: Annotated[list[str], Field(description="units that nominated nobody")]
    nobody_selected: Annotated[list[str], Field(description="units whose council selected nobody")]
    reported_to: Annotated[list[str], Field(description="units whose council follows this stage")]


class OnePeriod(BaseModel):
    """A month, quarter or year of one stage, with its instants (UTC)."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    programme: str
    stage: str
    period: str
    edition: str
    opens_at: datetime
    candidates_close_at: datetime
    votes_open_at: datetime
    votes_close_at: datetime
    published_at: datetime | None
    status: Literal["open", "closed"]
    summary: Annotated[Summary | None, Field(description="there once the period is closed")]


class AskedPeriods(Asked):
    """Filters of the list of periods; all that are given hold together."""

    programme: Code | None = None
    stage: Code | None = None
    period: Code | None = None
    status: Literal["open", "closed"] | None = None
    sort: Literal["opens_at", "-opens_at", "votes_close_at", "-votes_close_at"] = "-opens_at"


@router.get("")
def list_periods(asked: Annotated[AskedPeriods, Query()], house: HouseDep, visitor: ListReader) -> Page[OnePeriod]:
    """Return the periods, the newest first."""
    visitor.judge(Resource())
    wanted = Wanted(programme=asked.programme, stage=asked.stage, period=asked.period, status=asked.status)
    with house.database.read() as conn:
        page = period_lists.page(conn, wanted, order=asked.sort, cursor=asked.cursor, size=asked.limit)
    return Page(items=[OnePeriod.model_validate(line) for line in page.lines], next=page.next)


@router.get("/{period_id:path}")
def one_period(period_id: PeriodId, house: HouseDep, visitor: Reader) -> OnePeriod:
    """Return one period with its summary."""
    visitor.judge(Resource())
    with house.database.read() as conn:
        period = period_lists.by_id(conn, period_id)
    if period is None:
        raise Problem("not_found")
    return OnePeriod.model_validate(period)
