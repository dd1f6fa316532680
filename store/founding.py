"""The first administrator: whoever holds the one-time code that the house printed at its start. No password is given.

Only while nobody has an account; with the first one this door is shut for ever.
"""

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, delete, select

from rules.errors import RuleBroken
from rules.rights import clash
from store import accounts, audit, credentials, instance, organisation
from store import tables as t
from store.accounts import Account
from store.folding import searchable
from store.imports import cells
from store.imports.report import RowError

CODE = "first_code"
TOP_UNIT = "top"
_ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True, kw_only=True)
class Founder:
    """Who becomes the first administrator: her own name and number, the top unit's name if the house has no unit."""

    person_name: str
    number: str
    unit_name: str = ""


def issue_code(conn: Connection) -> str | None:
    """Return a new code for the first administrator, in place of any earlier one; None once somebody has an account."""
    if accounts.are_there_any(conn):
        return None
    code = "-".join(secrets.token_hex(3) for _ in range(5))
    instance.keep(conn, CODE, credentials.hash_of(code))
    return code


def is_open(conn: Connection) -> bool:
    """Has nobody an account yet, and is there a code that makes the first?"""
    return instance.note(conn, CODE) is not None and not accounts.are_there_any(conn)


def found(conn: Connection, code: str, founder: Founder, name: str, hashed: str, *, now: datetime, on: date) -> Account:
    """Use the code up: make its holder an administrator of everything, with an account and a password.

    A person of that number is taken as she is in the register; else she is entered into it.
    Raise RuleBroken `code_not_accepted`, `founder_unfit`, or what stands against the account or the office.
    """
    m = t.meta.c
    mine = delete(t.meta).where(m.key == CODE, m.value == credentials.hash_of(code)).returning(m.key)
    if conn.execute(mine).scalar() is None or accounts.are_there_any(conn):
        raise RuleBroken("code_not_accepted")
    tops = _top_units(conn, founder, on)
    person_id = _person(conn, founder, tops[0])
    _refuse_clash(conn, person_id, on)
    lines = []
    for unit_id in tops:
        grant = {"id": f"first.{unit_id}", "person_id": person_id, "role": _ADMINISTRATOR, "unit_id": unit_id}
        conn.execute(t.grants.insert().values(grant))
        detail = {"person": person_id, "role": _ADMINISTRATOR, "unit": unit_id}
        after = audit.row_hash(conn, "grants", grant["id"])
        lines.append(audit.AuditLine(now, person_id, "founded", f"grants:{grant['id']}", detail, after_hash=after))
    account = accounts.create(conn, person_id, name, now=now, by=person_id)
    credentials.set_password(conn, account.id, hashed, now=now, by=person_id)
    audit.append(conn, lines)
    return account


def _top_units(conn: Connection, founder: Founder, on: date) -> list[str]:
    units = organisation.tree(conn)
    tops = [id_ for id_, unit in sorted(units.units.items()) if unit.exists_on(on) and not units.parent(id_, on)]
    if tops:
        return tops
    unit_name = founder.unit_name.strip()
    if not unit_name or len(unit_name) > 300:
        raise RuleBroken("founder_unfit")
    conn.execute(t.units.insert().values(id=TOP_UNIT, name_vi=unit_name, kind="province"))
    return [TOP_UNIT]


def _person(conn: Connection, founder: Founder, unit_id: str) -> str:
    number = founder.number.strip()
    known = conn.execute(select(t.people.c.id).where(t.people.c.number == number)).scalar() if number else None
    if known is not None:
        return known
    try:
        id_ = cells.an_id({"number": number}, "number")
        person_name = cells.text({"name": founder.person_name.strip()}, "name")
    except RowError:
        raise RuleBroken("founder_unfit") from None
    if conn.execute(select(t.people.c.id).where(t.people.c.id == id_)).scalar() is not None:
        raise RuleBroken("founder_unfit")
    row = {"id": id_, "name": person_name, "number": number, "unit_id": unit_id, "kind": "officer", "lang": "vi"}
    conn.execute(t.people.insert().values(row | {"search": searchable(person_name, number)}))
    return id_


def _refuse_clash(conn: Connection, person_id: str, on: date) -> None:
    roles = {grant.role for grant in organisation.grants_of(conn, person_id, on)} | {_ADMINISTRATOR}
    if code := clash(roles, sits=bool(organisation.seats_of(conn, person_id, on))):
        raise RuleBroken(code)
