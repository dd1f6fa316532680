"""Messages on their way to people: queued in the transaction that caused them, sent by whoever asks for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from store import tables as t
from store.writing import insert, portions

QUEUED, SENT, SUPPRESSED = "queued", "sent", "suppressed"


@dataclass(frozen=True, slots=True)
class Message:
    """What one person is to be told. `dedupe` names it for ever: a second one of that name is the same message.

    `created_at` is when there was something to tell, if that was not just now.
    """

    dedupe: str
    to_person_id: str
    kind: str
    params: Mapping[str, Any] = field(default_factory=dict)
    about: str | None = None
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Queued:
    """A message that waits to be sent."""

    id: int
    to_person_id: str
    kind: str
    params: Mapping[str, Any]
    about: str | None
    created_at: datetime


def queue(conn: Connection, messages: Sequence[Message], now: datetime) -> None:
    """Queue `messages`, those that are not there yet."""
    rows = [
        {
            "dedupe": message.dedupe,
            "to_person_id": message.to_person_id,
            "kind": message.kind,
            "params": dict(message.params),
            "about": message.about,
            "created_at": message.created_at or now,
            "state": QUEUED,
        }
        for message in messages
    ]
    for some in portions(rows):
        conn.execute(insert(conn, t.outbox).on_conflict_do_nothing(index_elements=["dedupe"]), list(some))


def to_send(conn: Connection, at_most: int = 100) -> tuple[Queued, ...]:
    """Return the messages that waited longest, held for this transaction so that no other sender takes them."""
    o = t.outbox.c
    found = conn.execute(
        select(o.id, o.to_person_id, o.kind, o.params, o.about, o.created_at)
        .where(o.state == QUEUED)
        .order_by(o.id)
        .limit(at_most)
        .with_for_update(skip_locked=True)
    )
    return tuple(Queued(*row) for row in found)


def was_sent(conn: Connection, ids: Sequence[int], now: datetime) -> None:
    """Note that the messages went out; a message that is not queued stays as it is."""
    o = t.outbox.c
    for some in portions(ids):
        conn.execute(update(t.outbox).where(o.id.in_(some), o.state == QUEUED).values(state=SENT, sent_at=now))


def suppress(conn: Connection, because: str) -> None:
    """Send none of the messages that still wait."""
    conn.execute(update(t.outbox).where(t.outbox.c.state == QUEUED).values(state=SUPPRESSED, because=because))
