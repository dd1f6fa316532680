"""The units by date: what is above what, and who took over from whom."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from fastapi import Depends, Query
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection

from rules.doers import Where
from rules.programme import CouncilStage
from rules.rights import Action, Resource
from store import editions, organisation
from store.unit_tree import Unit, UnitTree
from web.access import Needs, Visitor
from web.house import House, HouseDep
from web.ids import UnitId
from web.lists import Code
from web.problems import Problem
from web.routing import routes

router = routes("/units", "units")

Reader = Annotated[Visitor, Depends(Needs(Action.UNITS_READ))]


class OneUnit(BaseModel):
    """A unit, and where it stands on the day that was asked for. `valid_to` is its last day."""

    id: str
    name_vi: str
    name_en: str | None
    kind: str
    parent_id: str | None
    valid_from: date | None
    valid_to: date | None
    successor_id: str | None
    is_there: Annotated[bool, Field(description="does it exist on that day")]
    open_successor_id: Annotated[str | None, Field(description="the unit in its place on that day; itself if there")]
    councils: Annotated[
        dict[str, str | None],
        Field(description="council, as the programmes in force call it → the unit that holds it for its deeds"),
    ]


class Units(BaseModel):
    """All units that were asked for, by id; the list is short enough for one page."""

    items: list[OneUnit]


class AskedUnits(BaseModel):
    """Filters of the list of units."""

    model_config = ConfigDict(extra="forbid")

    on: Annotated[date | None, Field(description="the day; today if none is given")] = None
    kind: Code | None = None
    under: Annotated[Code | None, Field(description="only this unit and all below it")] = None
    with_ended: Annotated[bool, Field(description="also those that are not there on that day")] = False


class AskedUnit(BaseModel):
    """The day on which a unit is looked at."""

    model_config = ConfigDict(extra="forbid")

    on: Annotated[date | None, Field(description="the day; today if none is given")] = None


@router.get("")
def list_units(asked: Annotated[AskedUnits, Query()], house: HouseDep, visitor: Reader) -> Units:
    """Return the units of a day."""
    visitor.judge(Resource())
    on = asked.on or visitor.today
    with house.database.read() as conn:
        units, councils = organisation.tree(conn), _councils(conn, house, on)
    under = units.reach([asked.under], on) if asked.under else units.units.keys()
    found = (unit for id_, unit in sorted(units.units.items()) if id_ in under)
    return Units(
        items=[
            _told(unit, units, councils, on)
            for unit in found
            if (asked.with_ended or unit.exists_on(on)) and asked.kind in {None, unit.kind}
        ]
    )


@router.get("/{unit_id}")
def one_unit(unit_id: UnitId, asked: Annotated[AskedUnit, Query()], house: HouseDep, visitor: Reader) -> OneUnit:
    """Return one unit, whether it is there on that day or not."""
    visitor.judge(Resource())
    with house.database.read() as conn:
        units, councils = organisation.tree(conn), _councils(conn, house, asked.on or visitor.today)
    if unit_id not in units:
        raise Problem("not_found")
    return _told(units.units[unit_id], units, councils, asked.on or visitor.today)


def _councils(conn: Connection, house: House, on: date) -> dict[str, Where]:
    """Return the councils that the programmes in force on a day speak of, and which units those are."""
    programmes = [house.rulebook.in_force(conn, name, on).programme for name in editions.programmes(conn, on)]
    return {
        stage.council: programme.where(stage.council)
        for programme in programmes
        for stage in programme.stages
        if isinstance(stage, CouncilStage)
    }


def _told(unit: Unit, units: UnitTree, councils: Mapping[str, Where], on: date) -> OneUnit:
    return OneUnit(
        id=unit.id,
        name_vi=unit.name_vi,
        name_en=unit.name_en,
        kind=unit.kind,
        parent_id=unit.parent_id,
        valid_from=unit.valid_from,
        valid_to=unit.valid_to,
        successor_id=unit.successor_id,
        is_there=unit.exists_on(on),
        open_successor_id=units.open_successor(unit.id, on),
        councils={name: units.meant(where, unit.id, on) for name, where in sorted(councils.items())},
    )
