"""The organisation of today: units, who serves there, who holds which office, and who sits in the councils."""

from functools import partial
from typing import Annotated

from fastapi import Depends, Query, Response

from rules.rights import Action
from store import offices_of_units, organisation, resources
from web.access import Needs, Visitor
from web.api.people import AskedPeople, list_people
from web.api.units import AskedUnit, AskedUnits, list_units, one_unit
from web.house import HouseDep
from web.ids import UnitId
from web.lists import Code
from web.pages.forms import LeftEmpty, pages
from web.pages.shown import Names, kind_says
from web.rendering import ReaderDep, render
from words.sorting import by_given_name, place

router = pages()

Member = Annotated[Visitor, Depends(Needs(Action.UNITS_READ, Action.PEOPLE_READ, refuses=("bad_cursor",)))]


class AskedOrganisation(LeftEmpty):
    """Which units."""

    kind: Code | None = None
    with_ended: bool = False


@router.get("/organisation")
def organisation_page(
    asked: Annotated[AskedOrganisation, Query()], house: HouseDep, visitor: Member, reader: ReaderDep
) -> Response:
    """Show the units of today."""
    wanted = AskedUnits(kind=asked.kind, with_ended=asked.with_ended)
    found = list_units(wanted, house, visitor.only(Action.UNITS_READ)).items
    with house.database.read() as conn:
        names = Names(conn, reader)
    found.sort(key=lambda unit: tuple(place(word) for word in names.unit(unit.id).split()))
    return render(
        reader,
        "organisation.html",
        visitor,
        found=found,
        names=names,
        asked=asked,
        may_import=visitor.may(Action.UNITS_CHANGE, resources.house(names.units, visitor.today)),
        kinds=sorted({unit.kind for unit in names.units.units.values()}),
        kind_says=partial(kind_says, reader),
    )


@router.get("/organisation/{unit_id}")
def unit_page(unit_id: UnitId, house: HouseDep, visitor: Member, reader: ReaderDep) -> Response:
    """Show one unit with its councils, offices and people."""
    unit = one_unit(unit_id, AskedUnit(), house, visitor.only(Action.UNITS_READ))
    seeing = visitor.only(Action.PEOPLE_READ)
    listed = list_people(AskedPeople(unit=unit_id, limit=100), house, seeing)
    with house.database.read() as conn:
        units = organisation.tree(conn)
        is_seen = unit_id in units.reach(seeing.sight().unit_ids, visitor.today)
        offices = offices_of_units.held(conn, unit_id, visitor.today) if is_seen else ()
        seats = offices_of_units.seated(conn, unit_id, visitor.today) if is_seen else ()
        names = Names(conn, reader, {one.person_id for one in offices} | {one.person_id for one in seats})
    return render(
        reader,
        "unit.html",
        visitor,
        unit=unit,
        names=names,
        people=sorted(listed.items, key=lambda one: by_given_name(one.name)),
        offices=offices,
        seats=seats,
        may_edit=visitor.may(Action.UNITS_CHANGE, resources.of_unit(units, unit_id, visitor.today)),
        kind_says=partial(kind_says, reader),
    )
