"""Accounts: the names under which people sign in. One person may have several; her rights are hers under each."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from unicodedata import normalize

from sqlalchemy import Connection, func, select, update

from rules.errors import RuleBroken
from store import audit
from store import tables as t
from store.writing import insert

LONGEST_NAME = 100

a = t.accounts.c
_COLUMNS = (a.id, a.person_id, a.name, a.created_at, a.disabled_at)


@dataclass(frozen=True, slots=True)
class Account:
    """A name to sign in with, whose it is, and whether it is disabled."""

    id: str
    person_id: str
    name: str
    created_at: datetime
    disabled_at: datetime | None


def plain(name: str) -> str:
    """Return a sign-in name as it is kept: NFC, small letters, no space around it."""
    return normalize("NFC", name).strip().lower()


def create(conn: Connection, person_id: str, name: str, *, now: datetime, by: str | None) -> Account:
    """Give a person an account.

    Raise RuleBroken `unknown_person`, `not_an_officer`, `account_name_unfit` or `account_name_taken`.
    """
    kind = conn.execute(select(t.people.c.kind).where(t.people.c.id == person_id)).scalar()
    if kind is None:
        raise RuleBroken("unknown_person", person=person_id)
    if kind != "officer":
        raise RuleBroken("not_an_officer", person=person_id)
    kept = plain(name)
    if not 1 <= len(kept) <= LONGEST_NAME or any(letter.isspace() or not letter.isprintable() for letter in kept):
        raise RuleBroken("account_name_unfit", longest=LONGEST_NAME)
    account = Account(f"a-{secrets.token_hex(8)}", person_id, kept, now, None)
    row = {"id": account.id, "person_id": person_id, "name": kept, "created_at": now}
    made = insert(conn, t.accounts).values(row).on_conflict_do_nothing().returning(a.id)
    if conn.execute(made).scalar() is None:
        raise RuleBroken("account_name_taken", name=kept)
    note(conn, "account_created", account.id, now=now, by=by, person_id=person_id)
    return account


def by_id(conn: Connection, account_id: str) -> Account | None:
    """Return an account, disabled or not."""
    found = conn.execute(select(*_COLUMNS).where(a.id == account_id)).first()
    return Account(*found) if found else None


def by_name(conn: Connection, name: str) -> Account | None:
    """Return the account that is called `name`, disabled or not."""
    found = conn.execute(select(*_COLUMNS).where(a.name == plain(name))).first()
    return Account(*found) if found else None


def of_person(conn: Connection, person_id: str) -> tuple[Account, ...]:
    """Return a person's accounts, by name."""
    return tuple(
        Account(*row) for row in conn.execute(select(*_COLUMNS).where(a.person_id == person_id).order_by(a.name))
    )


def everybody(conn: Connection) -> tuple[Account, ...]:
    """Return all accounts, by name."""
    return tuple(Account(*row) for row in conn.execute(select(*_COLUMNS).order_by(a.name)))


def are_there_any(conn: Connection) -> bool:
    """Has anybody an account?"""
    return bool(conn.execute(select(func.count()).select_from(t.accounts)).scalar())


def disable(conn: Connection, account_id: str, *, now: datetime, by: str | None) -> None:
    """Let nobody in by this account any more; who is signed in by it, is so no longer. Twice is once."""
    if conn.execute(
        update(t.accounts).where(a.id == account_id, a.disabled_at.is_(None)).values(disabled_at=now)
    ).rowcount:
        note(conn, "account_disabled", account_id, now=now, by=by)


def enable(conn: Connection, account_id: str, *, now: datetime, by: str | None) -> None:
    """Let its holder in again. Twice is once."""
    there = update(t.accounts).where(a.id == account_id, a.disabled_at.is_not(None))
    if conn.execute(there.values(disabled_at=None)).rowcount:
        note(conn, "account_enabled", account_id, now=now, by=by)


def note(conn: Connection, action: str, account_id: str, *, now: datetime, by: str | None, **detail: str) -> None:
    """Append to the audit chain what was done with an account; the last act of a transaction."""
    after = audit.row_hash(conn, "accounts", account_id)
    audit.append(conn, [audit.AuditLine(now, by, action, f"accounts:{account_id}", detail, after_hash=after)])
