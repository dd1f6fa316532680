"""A person's deadlines as a calendar that she subscribes to: behind a secret that opens this and nothing else."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, or_, select, update

from store import organisation
from store import tables as t
from store.due import Reminder, recipients_of
from store.obligations import owed

_PREFIX = "svc_"


@dataclass(frozen=True, slots=True)
class Deadline:
    """Something a person owes, and until when."""

    about: str
    obligation: str
    due_at: datetime
    stands_in_for: str | None = None
    is_copy: bool = False


def open_feed(conn: Connection, person_id: str, now: datetime) -> str:
    """Return a new secret for a person's calendar; the one before opens nothing any more."""
    close_feed(conn, person_id, now)
    secret = f"{_PREFIX}{secrets.token_urlsafe(32)}"
    row = {"id": f"f-{secrets.token_hex(8)}", "person_id": person_id, "hash": _hash(secret), "created_at": now}
    conn.execute(t.feeds.insert().values(row))
    return secret


def close_feed(conn: Connection, person_id: str, now: datetime) -> bool:
    """Make a person's secret worthless; return whether there was one."""
    f = t.feeds.c
    open_ones = (f.person_id == person_id, f.revoked_at.is_(None))
    return bool(conn.execute(update(t.feeds).where(*open_ones).values(revoked_at=now)).rowcount)


def holder(conn: Connection, secret: str) -> str | None:
    """Return whose calendar a secret opens, None if it opens none."""
    f = t.feeds.c
    return conn.execute(select(f.person_id).where(f.hash == _hash(secret), f.revoked_at.is_(None))).scalar()


def deadlines(conn: Connection, person_id: str, on: date, *, after: datetime) -> list[Deadline]:
    """Return what a person owes or is told of on a day, due after an instant, the nearest first."""
    reminded = _reminders(conn, person_id, on, after)
    still = owed(conn, reminded)
    due = [reminder for reminder in reminded if reminder.id in still]
    found: dict[tuple[str, str], Deadline] = {}
    for reminder in due:
        for to in recipients_of(conn, [reminder], on)[reminder.id]:
            key = (reminder.about, reminder.obligation)
            if to.person_id == person_id and reminder.due_at and (key not in found or found[key].is_copy):
                found[key] = Deadline(*key, reminder.due_at, to.stands_in_for, to.is_copy)
    return sorted(found.values(), key=lambda one: (one.due_at, one.about))


def _reminders(conn: Connection, person_id: str, on: date, after: datetime) -> list[Reminder]:
    """Return one reminder of each thing that may be this person's, or that of somebody for whom she stands in."""
    people = [person_id, *organisation.acts_for(conn, person_id, on)]
    roles = {grant.role for one in people for grant in organisation.grants_of(conn, one, on)}
    r = t.reminders.c
    found = select(
        r.id, r.about, r.obligation, r.kind, r.role, r.unit_id, r.person_id, r.at, r.programme, r.due_at
    ).where(r.state.in_(["planned", "sent"]), r.due_at > after, or_(r.person_id.in_(people), r.role.in_(roles)))
    once: dict[tuple[object, ...], Reminder] = {}
    for row in conn.execute(found.order_by(r.due_at, r.id)).mappings():
        one = Reminder(**row)
        once[one.about, one.obligation, one.role, one.unit_id, one.person_id] = one
    return list(once.values())


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
