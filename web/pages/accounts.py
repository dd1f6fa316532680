"""Accounts, for administrators: found by name, made, reset, disabled, enabled, signed out everywhere.

A one-time code is on the page that issued it, and nowhere after that.
"""

import asyncio
from typing import Annotated

from fastapi import Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from rules.rights import Action
from store import accounts, people, resources
from store.folding import fold
from web.access import Needs, Visitor
from web.api.accounts import AccountCommand, AccountId, NewAccount, change_account, create_account, told_accounts
from web.house import HouseDep
from web.ids import PersonId
from web.pages.forms import REFUSALS, FormDep, pages, refused, to
from web.pages.people import show_person
from web.rendering import ReaderDep, render

router = pages()

ListReader = Annotated[Visitor, Depends(Needs(Action.ACCOUNTS_READ))]
_REFUSES = ("unknown_person", "not_an_officer", "account_name_unfit", "account_name_taken")
Keeper = Annotated[
    Visitor, Depends(Needs(Action.ACCOUNTS_CHANGE, Action.ACCOUNTS_READ, Action.PEOPLE_READ, refuses=_REFUSES))
]
_MOST = 100


class AskedAccounts(BaseModel):
    """Words of the account's name, or of its holder's."""

    model_config = ConfigDict(extra="forbid")

    q: Annotated[str, Field(max_length=200)] = ""


@router.get("/accounts")
def accounts_page(
    asked: Annotated[AskedAccounts, Query()], house: HouseDep, visitor: ListReader, reader: ReaderDep
) -> Response:
    """Show the accounts that the visitor may see, those that fit what she looks for."""
    with house.database.read() as conn:
        every = accounts.everybody(conn)
        called = people.names_of(conn, {one.person_id for one in every})
        wanted = fold(asked.q)
        fitting = [one for one in every if wanted in fold(f"{one.name} {called.get(one.person_id, '')}")]
        about = resources.of_accounts(conn, [one.person_id for one in fitting], visitor.today)
        seen = [one for one in fitting if visitor.may(Action.ACCOUNTS_READ, about[one.person_id])]
        found = told_accounts(conn, seen[:_MOST])
    return render(
        reader, "accounts.html", visitor, found=found, more=max(0, len(seen) - _MOST), called=called, asked=asked
    )


@router.post("/people/{person_id}/accounts")
async def create(
    person_id: PersonId, request: Request, form: FormDep, house: HouseDep, visitor: Keeper, reader: ReaderDep
) -> Response:
    """Make an account for somebody, and show its one-time code this once."""
    seeing = visitor.only(Action.PEOPLE_READ, Action.ACCOUNTS_READ, Action.ACCOUNTS_CHANGE)
    try:
        body = NewAccount.model_validate({"person_id": person_id, "name": form.text("name").strip()})
        changing = visitor.only(Action.ACCOUNTS_CHANGE)
        made = await asyncio.to_thread(create_account, body, house, changing, form.repeatable(house))
    except REFUSALS as error:
        problem = refused(error, request, "not_found")
        return await asyncio.to_thread(show_person, reader, house, seeing, person_id, form, problem)
    return await asyncio.to_thread(show_person, reader, house, seeing, person_id, issued=made)


@router.post("/people/{person_id}/accounts/{account_id}/{ask}")
async def change(
    person_id: PersonId,
    account_id: AccountId,
    ask: str,
    request: Request,
    form: FormDep,
    house: HouseDep,
    visitor: Keeper,
    reader: ReaderDep,
) -> Response:
    """Reset, disable, enable or sign out an account."""
    try:
        body = AccountCommand.model_validate({"ask": ask})
        changing = visitor.only(Action.ACCOUNTS_CHANGE)
        done = await asyncio.to_thread(change_account, account_id, body, house, changing, form.repeatable(house))
    except REFUSALS as error:
        problem = refused(error, request, "not_found")
        return await asyncio.to_thread(show_person, reader, house, visitor, person_id, form, problem)
    if done.code:
        return await asyncio.to_thread(show_person, reader, house, visitor, person_id, issued=done)
    return to(f"/people/{person_id}?done=account")
