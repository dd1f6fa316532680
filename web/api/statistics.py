"""How long things take, for those who look after a unit: by stage, unit and month."""

from datetime import date, datetime, time, timedelta
from typing import Annotated

from fastapi import Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from rules.rights import Action
from store import organisation
from store.statistics import statistics
from web.access import Needs, Visitor
from web.house import HouseDep
from web.lists import Code
from web.routing import routes
from web.scopes import scope_of

router = routes("/statistics", "statistics")

Reader = Annotated[Visitor, Depends(Needs(Action.STATISTICS_READ))]
_A_YEAR = timedelta(days=365)


class Days(BaseModel):
    """How many, and in days the median and the ninetieth percentile."""

    model_config = ConfigDict(from_attributes=True)

    count: int
    median: float
    ninetieth: float


class MonthOfUnit(BaseModel):
    """The same for one unit and month."""

    model_config = ConfigDict(from_attributes=True)

    unit_id: str
    month: Annotated[str, Field(examples=["2026-11"])]
    days: Days


class StageOfUnit(MonthOfUnit):
    """The same for one stage: what left it in that month."""

    stage: str


class Figures(BaseModel):
    """How long things took. `slowest` is the stage whose median is the longest."""

    model_config = ConfigDict(from_attributes=True)

    stages: dict[str, Days]
    stages_by_unit: Annotated[list[StageOfUnit], Field(description="the same by stage, unit and month")]
    slowest: str | None
    act_to_decision: list[MonthOfUnit]
    decision_to_publication: list[MonthOfUnit]


class AskedFigures(BaseModel):
    """Which time, both days included, and whose."""

    model_config = ConfigDict(extra="forbid")

    since: date | None = None
    until: date | None = None
    unit: Annotated[Code | None, Field(description="a unit and all below it")] = None


@router.get("")
def statistics_of_time(asked: Annotated[AskedFigures, Query()], house: HouseDep, visitor: Reader) -> Figures:
    """Return how long things took that came to their end in a time, the last 365 days unless stated."""
    until = asked.until or visitor.today
    since = asked.since or until - _A_YEAR
    with house.database.read() as conn:
        units = organisation.tree(conn)
        found = statistics(
            conn,
            scope_of(visitor, units),
            since=datetime.combine(since, time(), house.zone),
            until=datetime.combine(until + timedelta(days=1), time(), house.zone),
            zone=house.zone,
            unit_ids=units.reach([asked.unit], visitor.today) if asked.unit else None,
        )
    return Figures.model_validate(found)
