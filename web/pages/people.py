"""People: found by name, and one of them with her offices, seats, deputies and accounts, each with its days."""

from typing import Annotated

from fastapi import Depends, Query, Response

from rules.rights import Action
from store import accounts, registers, resources
from web.access import Needs, Visitor
from web.api.accounts import OneAccount, told_accounts
from web.api.people import AskedPeople, list_people, one_person
from web.house import House, HouseDep
from web.ids import PersonId
from web.pages.forms import EMPTY, Form, LeftEmpty, new_key, pages
from web.pages.shown import Names, units_offered
from web.problems import Problem
from web.rendering import Reader, ReaderDep, render
from web.sentences import problem_in_words

router = pages()

ListReader = Annotated[Visitor, Depends(Needs(Action.PEOPLE_READ, refuses=("bad_cursor",)))]
PersonReader = Annotated[Visitor, Depends(Needs(Action.PEOPLE_READ, Action.ACCOUNTS_READ))]


class AskedRegister(LeftEmpty, AskedPeople):
    """The filters of the list."""


@router.get("/people")
def people_page(
    asked: Annotated[AskedRegister, Query()], house: HouseDep, visitor: ListReader, reader: ReaderDep
) -> Response:
    """Show the people whom the visitor may see."""
    listed = list_people(asked, house, visitor)
    with house.database.read() as conn:
        names = Names(conn, reader)
        offered = units_offered(names, visitor)
    return render(
        reader, "people.html", visitor, people=listed.items, next=listed.next, asked=asked, names=names, units=offered
    )


@router.get("/people/{person_id}")
def person_page(person_id: PersonId, house: HouseDep, visitor: PersonReader, reader: ReaderDep) -> Response:
    """Show one person of the visitor's scope."""
    return show_person(reader, house, visitor, person_id)


def show_person(
    reader: Reader,
    house: House,
    visitor: Visitor,
    person_id: str,
    form: Form = EMPTY,
    problem: Problem | None = None,
    issued: OneAccount | None = None,
) -> Response:
    """Return the page of a person, with what was refused, or with the one-time code that was just issued."""
    one = one_person(person_id, house, visitor.only(Action.PEOPLE_READ))
    with house.database.read() as conn:
        deputies = registers.deputies_of(conn, person_id)
        named = {id_ for each in deputies for id_ in (each.person_id, each.deputy_id)}
        names = Names(conn, reader, {*named, person_id})
        looks_after = visitor.may(
            Action.DEPUTIES_NAME, resources.of_unit(names.units, one.unit_id, visitor.today, owner_id=one.id)
        )
        about = resources.of_accounts(conn, [person_id], visitor.today)[person_id]
        may_change = visitor.may(Action.ACCOUNTS_CHANGE, about)
        sees = may_change or visitor.may(Action.ACCOUNTS_READ, about)
        found = told_accounts(conn, accounts.of_person(conn, person_id)) if sees else []
        offices, seats = registers.offices_of(conn, person_id), registers.seats_of(conn, person_id)
    return render(
        reader,
        "person.html",
        visitor,
        status=problem.status if problem else 200,
        one=one,
        names=names,
        offices=offices,
        seats=seats,
        deputies=deputies,
        may_deputise=looks_after and one.kind == "officer",
        may_change=may_change and one.kind == "officer",
        sees_accounts=sees,
        accounts=found,
        issued=issued,
        form=form,
        key=new_key(),
        refused_as=problem.code if problem else "",
        says=problem_in_words(problem, reader.language) if problem else "",
        done_says=reader.say("account.done") if reader.query.get("done") == "account" else "",
        may_edit=visitor.may(Action.PEOPLE_CHANGE, resources.of_unit(names.units, one.unit_id, visitor.today)),
    )
