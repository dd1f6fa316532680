"""The register of people, as far as the visitor's offices reach. A name outside that scope is not there."""

from datetime import date
from typing import Annotated, Literal

from fastapi import Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from rules.rights import Action
from store import organisation, people, resources
from web.access import Needs, Visitor
from web.house import HouseDep
from web.ids import PersonId
from web.lists import Asked, Code, Page, Words
from web.problems import Problem
from web.routing import routes
from web.scopes import scope_of

router = routes("/people", "people")

Reader = Annotated[Visitor, Depends(Needs(Action.PEOPLE_READ))]
ListReader = Annotated[Visitor, Depends(Needs(Action.PEOPLE_READ, refuses=("bad_cursor",)))]


class OnePerson(BaseModel):
    """An officer, or a collective that is honoured like one."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    name: str
    unit_id: str
    kind: Literal["officer", "collective"]
    number: str | None
    active_from: date | None
    active_to: date | None
    is_sample: bool


class AskedPeople(Asked):
    """Filters of the list of people; all that are given hold together."""

    unit: Annotated[Code | None, Field(description="a unit and all below it")] = None
    q: Annotated[Words | None, Field(description="beginnings of the name's words, or the number")] = None
    sort: Annotated[Literal["name", "-name"], Field(description="by the name without diacritics")] = "name"


@router.get("")
def list_people(asked: Annotated[AskedPeople, Query()], house: HouseDep, visitor: ListReader) -> Page[OnePerson]:
    """Return the people whom the visitor may see: those of her own unit, and of the units she looks after."""
    with house.database.read() as conn:
        units = organisation.tree(conn)
        page = people.page(
            conn,
            scope_of(visitor, units),
            unit_ids=units.reach([asked.unit], visitor.today) if asked.unit else None,
            words=asked.q,
            order=asked.sort.replace("name", "search"),
            cursor=asked.cursor,
            size=asked.limit,
        )
    return Page(items=[OnePerson.model_validate(line) for line in page.lines], next=page.next)


@router.get("/{person_id}")
def one_person(person_id: PersonId, house: HouseDep, visitor: Reader) -> OnePerson:
    """Return one person of the visitor's scope."""
    with house.database.read() as conn:
        person = people.by_id(conn, person_id)
        if person is None:
            raise Problem("not_found")
        visitor.judge(resources.of_unit(organisation.tree(conn), person.unit_id, visitor.today, owner_id=person.id))
    return OnePerson.model_validate(person)
