"""The accounts of the demo: one for each role, opened by one password that is made at this start and shown once."""

import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, or_, select

from rules.rights import ROLES
from store import accounts, credentials, passwords
from store import tables as t
from store.engine import Database

MEMBER = "member"
_SYLLABLES = ("ba", "be", "bo", "da", "de", "do", "ga", "ha", "ho", "ka", "ke", "la", "le", "lo", "ma", "mi", "mo",
              "na", "ni", "no", "ra", "ri", "sa", "so", "ta", "ti", "to", "va", "vi", "vo", "xa", "xe")  # fmt: skip
"""Thirty-two of them, so that each carries five bits and is read aloud without a mistake."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A role, the name to sign in with, and whose office it is."""

    role: str
    name: str
    person: str


def open_accounts(database: Database, on: date) -> tuple[str, list[Shown]]:
    """Give one holder of each role, and a council's member, an account; return the password that opens them all."""
    password = "-".join("".join(secrets.choice(_SYLLABLES) for _ in range(4)) for _ in range(4))
    hashed, now = passwords.hashed(password), datetime.now(UTC)
    shown = []
    with database.write() as conn:
        for role in (*ROLES, MEMBER):
            holder = _holder(conn, role, on)
            if holder is None:
                continue
            person_id, person_name = holder
            account = accounts.create(conn, person_id, role, now=now, by=None)
            credentials.set_password(conn, account.id, hashed, now=now, by=None)
            shown.append(Shown(role, account.name, person_name))
    return password, shown


def _holder(conn: Connection, role: str, on: date) -> tuple[str, str] | None:
    """Return somebody who holds a role on a day, the one of the widest unit first; posts of the province are few."""
    p = t.people.c
    held = t.seats if role == MEMBER else t.grants
    which = held.c.post == MEMBER if role == MEMBER else held.c.role == role
    query = (
        select(p.id, p.name)
        .join(held, held.c.person_id == p.id)
        .join(t.units, t.units.c.id == p.unit_id)
        .where(which, _is_there(held, on), _is_there(t.units, on))
        .order_by(t.units.c.parent_id.is_not(None) if role == MEMBER else t.units.c.id, p.id)
    )
    if role == "officer":  # of a unit that has a leader: what she logs can be followed
        led = select(t.grants.c.unit_id).where(t.grants.c.role == "leader", _is_there(t.grants, on))
        query = query.where(p.unit_id.in_(led))
    found = conn.execute(query.limit(1)).first()
    return (found.id, found.name) if found else None


def _is_there(table: Table[Any], on: date) -> ColumnElement[bool]:
    return or_(table.c.valid_to.is_(None), table.c.valid_to >= on)
