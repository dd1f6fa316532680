"""What was answered under an Idempotency-Key the first time, so that a repeated request is answered and not repeated.

A key belongs to one person. What was asked is kept as a hash only.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select, update

from rules.errors import RuleBroken
from store import tables as t
from store.writing import insert


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that may be sent again: whose, under which key, to which route, and the hash of all it says."""

    person_id: str
    key: str
    route: str
    request_hash: str


@dataclass(frozen=True, slots=True)
class Answered:
    """What was answered: the HTTP status and the body."""

    status: int
    body: Mapping[str, Any]


def recall(conn: Connection, asked: Asked) -> Answered | None:
    """Return what was answered to this request before; None if nothing was yet.

    Raise RuleBroken `idempotency_key_reused` if the key was taken by a request that said something else.
    """
    i = t.idempotency.c
    there = conn.execute(select(i.route, i.request_hash, i.status, i.body).where(*_is(asked))).first()
    if there is None:
        return None
    if (there.route, there.request_hash) != (asked.route, asked.request_hash):
        raise RuleBroken("idempotency_key_reused")
    return None if there.status is None else Answered(there.status, there.body)


def has_begun(conn: Connection, asked: Asked) -> bool:
    """Return whether this request, word for word, took the key before; what came of it may be unknown."""
    return conn.execute(select(t.idempotency.c.key).where(*_is(asked), *_says(asked))).first() is not None


def has_answered(conn: Connection, person_id: str, key: str) -> bool:
    """Return whether a request of this person was answered under this key, whatever it said."""
    i = t.idempotency.c
    there = (i.person_id == person_id, i.key == key, i.status.is_not(None))
    return conn.execute(select(i.key).where(*there)).first() is not None


def take(conn: Connection, asked: Asked, *, now: datetime) -> bool:
    """Take the key for this request, and return whether it was free."""
    line = insert(conn, t.idempotency).values(
        key=asked.key,
        person_id=asked.person_id,
        route=asked.route,
        request_hash=asked.request_hash,
        created_at=now,
    )
    return conn.execute(line.on_conflict_do_nothing()).rowcount == 1


def begin(conn: Connection, asked: Asked, *, now: datetime) -> Answered | None:
    """Take the key for this request, unless it is taken, and return what `recall` does."""
    take(conn, asked, now=now)
    return recall(conn, asked)


def finish(conn: Connection, asked: Asked, answered: Answered) -> None:
    """Keep what was answered to a request that has begun. The first answer stays."""
    kept = {"status": answered.status, "body": dict(answered.body)}
    conn.execute(update(t.idempotency).where(*_unanswered(asked)).values(kept))


def release(conn: Connection, asked: Asked) -> None:
    """Let go of the key of a request that came to nothing: what is sent under it next may say something else."""
    conn.execute(delete(t.idempotency).where(*_unanswered(asked)))


def forget(conn: Connection, before: datetime) -> int:
    """Forget the keys taken before an instant; return how many."""
    return conn.execute(delete(t.idempotency).where(t.idempotency.c.created_at < before)).rowcount


def _is(asked: Asked) -> tuple[Any, ...]:
    i = t.idempotency.c
    return i.person_id == asked.person_id, i.key == asked.key


def _says(asked: Asked) -> tuple[Any, ...]:
    i = t.idempotency.c
    return i.route == asked.route, i.request_hash == asked.request_hash


def _unanswered(asked: Asked) -> tuple[Any, ...]:
    return *_is(asked), *_says(asked), t.idempotency.c.status.is_(None)
