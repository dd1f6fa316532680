"""A person's inbox: the messages that were put there for her, the newest first, and which of them she has read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from rules.errors import RuleBroken
from store import outbox
from store import tables as t
from store.paging import LARGEST, Page

o = t.outbox.c
_LONGEST = 18  # digits of a cursor; a longer number is no message's


@dataclass(frozen=True, slots=True)
class Received:
    """A message as its reader has it; `read_at` is None while it is new."""

    id: int
    kind: str
    about: str | None
    params: Mapping[str, Any]
    created_at: datetime
    read_at: datetime | None


def page(
    conn: Connection, person_id: str, *, unread: bool = False, cursor: str | None = None, size: int = 50
) -> Page[Received]:
    """Return one page of a person's messages. Raise RuleBroken `bad_cursor`."""
    query = select(o.id, o.kind, o.about, o.params, o.created_at, o.read_at).where(
        o.to_person_id == person_id, o.state.in_([outbox.QUEUED, outbox.SENT])
    )
    if unread:
        query = query.where(o.read_at.is_(None))
    if cursor is not None:
        if not (cursor.isascii() and cursor.isdigit() and len(cursor) <= _LONGEST):
            raise RuleBroken("bad_cursor")
        query = query.where(o.id < int(cursor))
    size = min(size, LARGEST)
    found = conn.execute(query.order_by(o.id.desc()).limit(size + 1)).mappings()
    lines = tuple(Received(**row) for row in found)
    return Page(lines[:size], str(lines[size - 1].id) if len(lines) > size else None)


def mark_read(conn: Connection, person_id: str, message_id: int, now: datetime) -> bool:
    """Note that a person has read a message of hers; return whether it is hers. The first time counts."""
    hers = (o.id == message_id, o.to_person_id == person_id)
    conn.execute(update(t.outbox).where(*hers, o.read_at.is_(None)).values(read_at=now))
    return conn.execute(select(o.id).where(*hers)).scalar() is not None
