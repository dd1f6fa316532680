"""The editions of the rules as they were adopted, by content and by date. Does not read or judge a rule file."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select

from store import tables as t
from store.writing import insert


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition. `content` is the programme as JSON; `hash` is the content's own name.

    `running` says what becomes of what had begun before it: with `pin` that keeps the edition before.
    """

    hash: str
    programme: str
    content: Mapping[str, Any]
    in_force_from: date
    adopted_at: datetime
    adopted_by: str
    note: str | None = None
    running: str | None = None


def add(conn: Connection, edition: Edition) -> None:
    """Keep `edition`. One with the same hash is the same edition, and stays as it was adopted first."""
    e = t.editions.c
    conn.execute(
        insert(conn, t.editions)
        .values(
            {
                e.hash: edition.hash,
                e.programme: edition.programme,
                e.content: dict(edition.content),
                e.in_force_from: edition.in_force_from,
                e.adopted_at: edition.adopted_at,
                e.adopted_by: edition.adopted_by,
                e.note: edition.note,
                e.running: edition.running,
            }
        )
        .on_conflict_do_nothing()
    )


@dataclass(frozen=True, slots=True)
class Beginning:
    """The day from which an edition holds, until the next one begins; `running` as in `Edition`."""

    hash: str
    on: date
    running: str | None = None


def beginnings(conn: Connection, names: Collection[str]) -> dict[str, tuple[Beginning, ...]]:
    """Return when the editions of programmes begin (programme → beginnings), so that the first that has begun holds."""
    e = t.editions.c
    found = conn.execute(
        select(e.programme, e.hash, e.in_force_from, e.running)
        .where(e.programme.in_(names))
        .order_by(e.in_force_from.desc(), e.adopted_at.desc())
    )
    known: dict[str, tuple[Beginning, ...]] = {}
    for programme, hash_, on, running in found:
        known[programme] = (*known.get(programme, ()), Beginning(hash_, on, running))
    return known


def any_adopted(conn: Connection) -> bool:
    """Return whether any edition of any programme has been adopted."""
    return conn.execute(select(t.editions.c.hash).limit(1)).first() is not None


def in_force(conn: Connection, programme: str, on: date) -> Edition | None:
    """Return the edition of `programme` that is in force on a day: the newest that had begun; None before the first.

    Of two that begin on the same day the one adopted later holds.
    """
    e = t.editions.c
    newest = select(t.editions).where(e.programme == programme, e.in_force_from <= on)
    found = conn.execute(newest.order_by(e.in_force_from.desc(), e.adopted_at.desc()).limit(1)).first()
    return Edition(*found) if found else None


def programmes(conn: Connection, on: date) -> tuple[str, ...]:
    """Return the names of the programmes that have an edition in force on a day."""
    e = t.editions.c
    found = conn.execute(select(e.programme).where(e.in_force_from <= on).distinct().order_by(e.programme))
    return tuple(found.scalars())


def by_hash(conn: Connection, hash_: str) -> Edition | None:
    """Return the edition with this hash, in force or not."""
    found = conn.execute(select(t.editions).where(t.editions.c.hash == hash_)).first()
    return Edition(*found) if found else None


@dataclass(frozen=True, slots=True)
class Source:
    """The file that brought an edition, and the decided cases beside it, as they were handed in."""

    text: str
    cases: str | None


def source_of(conn: Connection, hash_: str) -> Source | None:
    """Return the file of an edition that a change of the rules brought; None for one that came otherwise."""
    c = t.rule_changes.c
    found = conn.execute(select(c.text, c.cases).where(c.edition == hash_).order_by(c.proposed_at).limit(1)).first()
    return Source(*found) if found else None


def history(conn: Connection, programme: str) -> tuple[Edition, ...]:
    """Return every edition of `programme`, the newest first, those yet to come included."""
    e = t.editions.c
    found = conn.execute(
        select(t.editions).where(e.programme == programme).order_by(e.in_force_from.desc(), e.adopted_at.desc())
    )
    return tuple(Edition(*row) for row in found)
