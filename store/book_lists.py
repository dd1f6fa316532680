"""The Golden Books as they are read: lines by book, unit, year and quarter. Writes nothing (`store.books`)."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, or_, select

from store import tables as t
from store.among import among
from store.books import Entry
from store.nominations import Scope, with_words
from store.paging import Page, chosen, orders

e = t.entries.c
ORDERS = orders(e.id, e.recorded_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which lines a list is to hold; `periods` are the keys of the sittings that decided them.

    `words` are sought in what is told of the deed, with or without diacritics.
    """

    book: str | None = None
    unit_ids: Collection[str] | None = None
    year: int | None = None
    nomination_id: str | None = None
    honoured_id: str | None = None
    band: str | None = None
    is_sample: bool | None = None
    periods: Collection[str] | None = None
    words: str | None = None


def by_id(conn: Connection, entry_id: str) -> Entry | None:
    """Return one line."""
    found = conn.execute(_columns().where(e.id == entry_id)).mappings().first()
    return Entry(**found) if found else None


def of_sitting(conn: Connection, sitting_id: str) -> tuple[Entry, ...]:
    """Return the lines that a sitting led to, by number, published or not."""
    found = conn.execute(_columns().where(e.sitting_id == sitting_id).order_by(e.book, e.year, e.number))
    return tuple(Entry(**row) for row in found.mappings())


def published(conn: Connection, now: datetime) -> frozenset[tuple[str, int]]:
    """Return the units and years (unit, year) of which the public can read lines."""
    return frozenset(
        (unit_id, year)
        for unit_id, year in conn.execute(select(e.unit_id, e.year).where(e.published_at <= now).distinct())
    )


def page(
    conn: Connection,
    scope: Scope,
    wanted: Wanted,
    *,
    now: datetime,
    order: str = "-recorded_at",
    cursor: str | None = None,
    size: int = 50,
) -> Page[Entry]:
    """Return one page of the lines that are published by `now`, or lie in `scope`.

    Raise RuleBroken `unknown_order` or `bad_cursor`.
    """
    way = chosen(ORDERS, order)
    query = way.page(_columns().where(*_seen(scope, now), *_asked(conn, wanted)), cursor, size)
    return way.cut(tuple(Entry(**row) for row in conn.execute(query).mappings()), size)


def _seen(scope: Scope, now: datetime) -> list[ColumnElement[bool]]:
    if scope.unit_ids is None:
        return []
    authored = select(t.nominations.c.id).where(t.nominations.c.author_id == scope.person_id)
    honoured = select(t.honours.c.nomination_id).where(t.honours.c.person_id == scope.person_id)
    own = or_(e.nomination_id.in_(authored), e.nomination_id.in_(honoured))
    return [or_(e.published_at <= now, among(e.unit_id, scope.unit_ids), own)]


def _asked(conn: Connection, wanted: Wanted) -> list[ColumnElement[bool]]:
    plain = (
        (e.book, wanted.book),
        (e.year, wanted.year),
        (e.nomination_id, wanted.nomination_id),
        (e.band, wanted.band),
        (e.is_sample, wanted.is_sample),
    )
    asked = [column == value for column, value in plain if value is not None]
    if wanted.honoured_id is not None:
        h = t.honours.c
        asked.append(e.nomination_id.in_(select(h.nomination_id).where(h.person_id == wanted.honoured_id)))
    if wanted.unit_ids is not None:
        asked.append(among(e.unit_id, wanted.unit_ids))
    if wanted.periods is not None:
        decided = select(t.sittings.c.id).where(t.sittings.c.period.in_(wanted.periods))
        asked.append(e.sitting_id.in_(decided))
    if wanted.words is not None:
        asked.append(with_words(conn, e.nomination_id, wanted.words))
    return asked


def _columns() -> Select[*tuple[Any, ...]]:
    return select(*(e[field.name] for field in fields(Entry)))
