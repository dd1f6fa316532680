"""Accounts, for administrators of the units whose people they belong to. A code is handed out once and kept nowhere."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import Depends, Path
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from rules.deeds import PersonId
from rules.messages import Message
from rules.rights import Action, Resource
from store import accounts, answers, credentials, resources, sessions
from store.accounts import LONGEST_NAME, Account
from store.answers import Answered
from web.access import Needs, Visitor
from web.house import House, HouseDep
from web.problems import Problem
from web.repeats import Repeatable, RepeatableDep
from web.routing import routes

router = routes("/accounts", "accounts")

_ACCOUNT_REFUSALS = ("unknown_person", "not_an_officer", "account_name_unfit", "account_name_taken")
Reader = Annotated[Visitor, Depends(Needs(Action.ACCOUNTS_READ))]
Creator = Annotated[Visitor, Depends(Needs(Action.ACCOUNTS_CHANGE, refuses=_ACCOUNT_REFUSALS))]
Changer = Annotated[Visitor, Depends(Needs(Action.ACCOUNTS_CHANGE))]
AccountId = Annotated[str, Path(pattern=r"^a-[0-9a-f]{16}$")]


class OneAccount(BaseModel):
    """An account. `opened_by` names the kinds of what opens it; `code` is there once, when one was issued."""

    id: str
    name: str
    person_id: str
    created_at: datetime
    is_disabled: bool
    opened_by: list[str]
    code: Annotated[
        str | None, Field(description="the one-time code; a request that is sent again does not show it again")
    ] = None


class Accounts(BaseModel):
    """The accounts of the people whose offices all lie within the visitor's units, by name; her own among them."""

    items: list[OneAccount]


class NewAccount(Message):
    """Whose account, and the name to sign in with."""

    person_id: PersonId
    name: Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]


class AccountCommand(Message):
    """What to do: `reset` puts a one-time code in place of the password. All end each session, `sign_out` only that."""

    ask: Literal["reset", "disable", "enable", "sign_out"]


@router.get("")
def list_accounts(house: HouseDep, visitor: Reader) -> Accounts:
    """Return the accounts that the visitor may see."""
    with house.database.read() as conn:
        found = accounts.everybody(conn)
        about = resources.of_accounts(conn, [account.person_id for account in found], visitor.today)
        seen = [one for one in found if visitor.may(Action.ACCOUNTS_READ, about[one.person_id])]
        return Accounts(items=told_accounts(conn, seen))


def told_accounts(conn: Connection, found: Sequence[Account]) -> list[OneAccount]:
    """Return accounts as they are told to somebody who may see them."""
    return [_told(conn, one) for one in found]


@router.post("")
def create_account(body: NewAccount, house: HouseDep, visitor: Creator, repeatable: RepeatableDep) -> OneAccount:
    """Make an account for an officer, opened by a one-time code."""

    def act(conn: Connection) -> tuple[Account, str | None]:
        visitor.judge(_about(conn, body.person_id, visitor))
        now, by = house.now(), visitor.person_id
        account = accounts.create(conn, body.person_id, body.name, now=now, by=by)
        return account, credentials.issue_code(conn, account.id, now=now, by=by)

    return _once(house, visitor, repeatable, act)


@router.post("/{account_id}/commands")
def change_account(
    account_id: AccountId, body: AccountCommand, house: HouseDep, visitor: Changer, repeatable: RepeatableDep
) -> OneAccount:
    """Reset, disable or enable an account, or just end its sessions."""

    def act(conn: Connection) -> tuple[Account, str | None]:
        account = accounts.by_id(conn, account_id)
        if account is None:
            raise Problem("not_found")
        visitor.judge(_about(conn, account.person_id, visitor))
        now, by, code = house.now(), visitor.person_id, None
        sessions.revoke_all(conn, account_id, now=now)
        match body.ask:
            case "reset":
                code = credentials.issue_code(conn, account_id, now=now, by=by)
            case "disable":
                accounts.disable(conn, account_id, now=now, by=by)
            case "enable":
                accounts.enable(conn, account_id, now=now, by=by)
            case "sign_out":
                accounts.note(conn, "sessions_ended", account_id, now=now, by=by)
        return accounts.by_id(conn, account_id) or account, code

    return _once(house, visitor, repeatable, act)


def _once(
    house: House, visitor: Visitor, repeatable: Repeatable, act: Callable[[Connection], tuple[Account, str | None]]
) -> OneAccount:
    """Act and remember the answer, without the code, in one transaction; or return what was answered before."""
    asked = repeatable.by(visitor)
    with house.database.write() as conn:
        before = answers.recall(conn, asked)
        if before is not None:
            return OneAccount.model_validate(before.body)
        account, code = act(conn)
        told = _told(conn, account)
        answers.begin(conn, asked, now=house.now())
        answers.finish(conn, asked, Answered(200, _kept(told)))
    return told.model_copy(update={"code": code})


def _kept(told: OneAccount) -> dict[str, Any]:
    return told.model_dump(mode="json", exclude={"code"})


def _told(conn: Connection, account: Account) -> OneAccount:
    return OneAccount(
        id=account.id,
        name=account.name,
        person_id=account.person_id,
        created_at=account.created_at,
        is_disabled=account.disabled_at is not None,
        opened_by=sorted({one.kind for one in credentials.of_account(conn, account.id)}),
    )


def _about(conn: Connection, person_id: str, visitor: Visitor) -> Resource:
    return resources.of_accounts(conn, [person_id], visitor.today)[person_id]
